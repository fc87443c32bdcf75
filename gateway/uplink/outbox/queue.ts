import { GatewayError } from '../../../drivers/index.js';
import type { Chain, OutboxMessage } from './outbox.js';
import { maxCommitRecords, maxPayloadBytes, recordBytes } from './record.js';

/** An append that waits for its commit. */
export interface Pending {
  readonly message: OutboxMessage;
  /** As a record. */
  readonly bytes: number;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: GatewayError) => void;
}

/** Throws OUTBOX_TOO_LARGE when the message cannot be a record. */
export function assertFits({ topic, payload, correlation }: OutboxMessage): void {
  const topicBytes = Buffer.byteLength(topic);
  const refuse = (what: string) => new GatewayError('OUTBOX_TOO_LARGE', what);
  if (topicBytes < 1 || topicBytes > 65_535) throw refuse(`a topic has 1 to 65535 bytes, not ${topicBytes}`);
  if (payload.length > maxPayloadBytes) {
    throw refuse(`${topic}: a payload has at most ${maxPayloadBytes} bytes, not ${payload.length}`);
  }
  if (correlation && correlation.length > 255) {
    throw refuse(`${topic}: correlation data has at most 255 bytes, not ${correlation.length}`);
  }
}

/** The appends of one chain that wait for their commit, in order. */
export class CommitQueue {
  readonly chain: Chain;
  #waiting: Pending[] = [];
  #bytes = 0;

  constructor(chain: Chain) {
    this.chain = chain;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(message: OutboxMessage): Promise<number> {
    return new Promise((resolve, reject) => {
      const bytes = recordBytes(message);
      this.#bytes += bytes;
      this.#waiting.push({ message, bytes, resolve, reject });
    });
  }

  /** The oldest ones that go into one commit of at most `maxBytes`, but at least one where there is one. */
  take(maxBytes: number): Pending[] {
    let count = 0;
    let bytes = 0;
    for (const each of this.#waiting) {
      if (count > 0 && (bytes + each.bytes > maxBytes || count === maxCommitRecords)) break;
      bytes += each.bytes;
      count += 1;
    }
    if (count < this.#waiting.length) this.#bytes -= bytes;
    return count === this.#waiting.length ? this.takeAll() : this.#waiting.splice(0, count);
  }

  takeAll(): Pending[] {
    const all = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    return all;
  }
}
