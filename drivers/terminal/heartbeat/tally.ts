import type { DriverContext } from '../../driver.js';
import type { HeartbeatState } from '../contract.js';
import type { Beat } from './message.js';
import type { Heard } from './sequence.js';

type TallyContext = Pick<DriverContext, 'clock' | 'logger'>;

/** What came and what did not, since the session began, for the state. */
export class Tally {
  readonly #context: TallyContext;
  #missed = 0;
  #repeated = 0;
  #refused = 0;
  #excess = 0;
  #lastBeatAt: string | undefined;
  #lastProblem: HeartbeatState['lastProblem'];

  constructor(context: TallyContext) {
    this.#context = context;
  }

  taken(missed: number, notes: readonly string[]): void {
    this.#missed += missed;
    this.#lastBeatAt = this.#time();
    for (const note of notes) this.#problem(note);
  }

  repeated(): void {
    this.#repeated += 1;
  }

  refused(why: string): void {
    this.#refused += 1;
    this.#problem(why);
  }

  excess(): void {
    this.#excess += 1;
    this.#problem('more messages than may come in this time: the rest is dropped');
  }

  /** The block of the state. */
  state(heard: Heard | undefined, beat: Beat | undefined, restarts: number): HeartbeatState {
    return {
      ...(beat && {
        inService: beat.inService,
        version: beat.version,
        uptimeSeconds: beat.uptimeSeconds,
        lastTransactionAt: beat.lastTransactionAt,
        counters: beat.counters,
      }),
      ...(heard && { seq: heard.seq, bootId: heard.bootId, lastBeatAt: this.#lastBeatAt }),
      restarts,
      missed: this.#missed,
      repeated: this.#repeated,
      refused: this.#refused,
      excess: this.#excess,
      ...(this.#lastProblem && { lastProblem: this.#lastProblem }),
    };
  }

  /** The same again is the same problem: it keeps the time at which it began. */
  #problem(what: string): void {
    if (this.#lastProblem?.what === what) return;
    this.#lastProblem = { at: this.#time(), what };
    this.#context.logger.warn('heartbeat', { problem: what });
  }

  #time(): string {
    return new Date(this.#context.clock.now()).toISOString();
  }
}
