/** What a known member gets: its slowest answer so far times this, and some ms for the jitter of adapters. */
const KNOWN_FACTOR = 2;
const KNOWN_SLACK_MS = 50;
const KNOWN_LEAST_MS = 100;

/** What a member gets that has never answered. */
const STRANGER_MS = 250;

/** After this many misses in a row the whole time is given again: another, slower device may be there now. */
const STRANGER_WHOLE_EVERY = 4;
const KNOWN_WHOLE_EVERY = 8;

/**
 * How long an answer is waited for. A member in contact gets all the time its driver asks for; one that missed a
 * request gets what it is known to need, because while it is waited for nobody else on the line is served.
 */
export class Patience {
  #slowestMs: number | undefined;

  /** It has answered once. */
  get isKnown(): boolean {
    return this.#slowestMs !== undefined;
  }

  /** @param tookMs from the last byte sent to the complete answer */
  answered(tookMs: number): void {
    this.#slowestMs = Math.max(this.#slowestMs ?? 0, tookMs);
  }

  /**
   * ms, at most `timeoutMs`.
   * @param missed requests in a row without an answer
   */
  ms(timeoutMs: number, missed: number): number {
    const wholeEvery = this.#slowestMs === undefined ? STRANGER_WHOLE_EVERY : KNOWN_WHOLE_EVERY;
    return missed % wholeEvery === 0 ? timeoutMs : Math.min(timeoutMs, this.#neededMs);
  }

  get #neededMs(): number {
    if (this.#slowestMs === undefined) return STRANGER_MS;
    return Math.max(KNOWN_LEAST_MS, this.#slowestMs * KNOWN_FACTOR + KNOWN_SLACK_MS);
  }
}
