import { backoffMs, type Clock } from '../clock.js';
import { GatewayError } from '../error.js';

/** A call may still wake a member that was silent fewer times than this in a row. */
const CALLS_GIVE_UP_AFTER = 3;

/**
 * Keeps a member that does not answer from costing the others a time-out per poll: after each time-out it rests for a
 * back-off of 1 s doubling to 60 s, jittered, never under 1 s. An answer ends the rest.
 */
export class Silence {
  readonly #id: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  #times = 0;
  #restsUntil = 0;

  constructor(id: string, clock: Clock, random: () => number) {
    this.#id = id;
    this.#clock = clock;
    this.#random = random;
  }

  /** Time-outs in a row. */
  get times(): number {
    return this.#times;
  }

  /** Why a request is not sent now, or undefined. */
  refusal(priority: 'call' | 'poll'): GatewayError | undefined {
    const leftMs = this.#restsUntil - this.#clock.monotonic();
    if (this.#times === 0 || leftMs <= 0) return undefined;
    if (priority === 'call' && this.#times < CALLS_GIVE_UP_AFTER) return undefined;
    const text = `${this.#id} did not answer ${this.#times} times in a row; it is asked again in ${Math.ceil(leftMs)} ms`;
    return new GatewayError('TRANSPORT_MEMBER_SILENT', text, { deviceId: this.#id });
  }

  timedOut(): void {
    const restMs = backoffMs(this.#times, this.#random, { baseMs: 1_000, capMs: 60_000, floorMs: 1_000 });
    this.#restsUntil = this.#clock.monotonic() + restMs;
    this.#times++;
  }

  answered(): void {
    this.#times = 0;
  }
}
