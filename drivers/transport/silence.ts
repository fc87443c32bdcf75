import { backoffMs, type Clock } from '../clock.js';
import { GatewayError } from '../error.js';
import { Patience } from './patience.js';

/** A call may always wake a member that was silent fewer times than this in a row, */
const CALLS_ALWAYS_BELOW = 3;
/** and later not sooner than this after it was asked last, ms: it may just be back, and somebody waits for it. */
const CALL_EVERY_MS = 3_000;

/**
 * Longest rest, ms. What has answered before is served soon after it is back, and a try costs the others little; what
 * never has may not even be there.
 */
const LONGEST_REST_MS = { known: 15_000, stranger: 60_000 };

/**
 * Keeps a member that does not answer from costing the others a time-out per poll: after each time-out it rests for a
 * back-off of 1 s doubling to 15 s (60 s where it has never answered), jittered, never under 1 s, and is then waited for no longer than it is known to
 * need. An answer ends the rest.
 */
export class Silence {
  readonly #id: string;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #patience = new Patience();
  #times = 0;
  #restsUntil = 0;
  #lateUntil = 0;
  #callsFrom = 0;
  /** What was seen at the last time-out: it tells a dead member from two with one address. */
  #seen = '';

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
    const leftMs = (priority === 'call' ? this.#callsFrom : this.#restsUntil) - this.#clock.monotonic();
    if (this.#times === 0 || leftMs <= 0) return undefined;
    const rests = `it is asked again in ${Math.ceil(leftMs)} ms`;
    const text = `${this.#id} did not answer ${this.#times} times in a row; ${rests}; last: ${this.#seen}`;
    return new GatewayError('TRANSPORT_MEMBER_SILENT', text, { deviceId: this.#id, unanswered: this.#times });
  }

  /** ms its next answer is waited for, at most `timeoutMs`. */
  patienceMs(timeoutMs: number): number {
    return this.#patience.ms(timeoutMs, this.#times);
  }

  /**
   * No answer within `waitedMs` of the `timeoutMs` its driver gives it. Until these are over an answer may still come,
   * and nothing would tell it from the answer to a new request: so there is none, not even a call.
   * @param seen for people, e.g. the text of the error
   */
  timedOut(timeoutMs: number, waitedMs: number, seen: string): void {
    const capMs = LONGEST_REST_MS[this.#patience.isKnown ? 'known' : 'stranger'];
    const restMs = backoffMs(this.#times, this.#random, { baseMs: 1_000, capMs, floorMs: 1_000 });
    const now = this.#clock.monotonic();
    this.#lateUntil = now + timeoutMs - waitedMs;
    this.#restsUntil = Math.max(now + restMs, this.#lateUntil);
    this.#times++;
    const callRestMs = this.#times < CALLS_ALWAYS_BELOW ? 0 : CALL_EVERY_MS;
    this.#callsFrom = Math.min(Math.max(now + callRestMs, this.#lateUntil), this.#restsUntil);
    this.#seen = seen;
  }

  /** @param tookMs from the last byte sent to the complete answer */
  answered(tookMs: number): void {
    this.#patience.answered(tookMs);
    this.#times = 0;
  }
}
