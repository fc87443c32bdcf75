import { GatewayError } from '../../../drivers/index.js';
import { mostUntoldEvictions } from './cursor.js';
import { joined, type OpenGap } from './gaps.js';
import type { Gap, OutboxOptions } from './outbox.js';
import { recordBytes } from './record.js';

/** The gaps that the critical chain has to tell and does not yet, in the order in which it will. */
export class GapBook {
  readonly #gapMessage: OutboxOptions['gapMessage'];
  #open: readonly OpenGap[];

  /** `untold`: evictions of an earlier start. */
  constructor(gapMessage: OutboxOptions['gapMessage'], untold: readonly Gap[]) {
    this.#gapMessage = gapMessage;
    this.#open = untold.map((gap) => this.#entry(gap, true));
  }

  get open(): readonly OpenGap[] {
    return this.#open;
  }

  /** What telling them takes in the critical chain. */
  get bytes(): number {
    return this.#open.reduce((sum, { message }) => sum + recordBytes(message), 0);
  }

  /** What telling of one gap takes at most. */
  bytesOfAny(epoch: string): number {
    const most = Number.MAX_SAFE_INTEGER;
    const latest = 8_000_000_000_000_000;
    const numbers = { first: most, last: most, count: most, sentThrough: most, from: latest, to: latest };
    return recordBytes(this.#entry({ epoch, chain: 'telemetry', ...numbers, reason: 'damaged' }, true).message);
  }

  /** Throws OUTBOX_WRITE_FAILED when too many evictions wait to be told already: then nothing more is evicted. */
  addEvicted(gap: Gap): void {
    const before = this.#open;
    const index = before.findIndex((each) => each.evicted && joined(each.gap, gap));
    const one = joined(before[index]?.gap ?? gap, gap);
    if (!one && before.filter(({ evicted }) => evicted).length >= mostUntoldEvictions) {
      const message = `${mostUntoldEvictions} evictions could not be told to the centre yet; nothing more is dropped before that`;
      throw new GatewayError('OUTBOX_WRITE_FAILED', message);
    }
    this.#open = one
      ? before.map((each, at) => (at === index ? this.#entry(one, true) : each))
      : [...before, this.#entry(gap, true)];
  }

  /** The evictions added since `before` do not take place. */
  takeBack(before: readonly OpenGap[]): void {
    this.#open = [...before, ...this.#open.filter((each) => !each.evicted && !before.includes(each))];
  }

  /** Records that will never arrive although nobody evicted them. False when they are in the book already. */
  addLost(gap: Gap): boolean {
    const isKnown = this.#open.some(({ gap: other }) => other.chain === gap.chain && other.first === gap.first);
    if (!isKnown) this.#open = [...this.#open, this.#entry(gap, false)];
    return !isKnown;
  }

  told(gaps: readonly OpenGap[]): void {
    this.#open = this.#open.filter((each) => !gaps.includes(each));
  }

  #entry(gap: Gap, evicted: boolean): OpenGap {
    return { gap, evicted, message: { chain: 'critical', envelope: true, ...this.#gapMessage(gap) } };
  }
}
