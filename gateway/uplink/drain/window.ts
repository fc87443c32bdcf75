/** Messages that may wait for their PUBACK at the beginning of a connection, and at the least. */
const firstSize = 128;
const leastSize = 4;
/** How much longer than the shortest round trip an answer may take before we send less at a time. */
const toleratedMs = 3;
const toleratedShare = 0.5;
/** The shortest round trip is looked for anew after this, ms: routes change. */
const baseLifeMs = 30_000;

/**
 * How many messages may be in flight. A backlog must fill the line and not its queues: an alarm that comes now would
 * stand behind everything already sent. So the window grows while answers come as fast as the line allows, and shrinks
 * when they begin to queue, between 4 and the most the server takes.
 */
export class SendWindow {
  readonly #most: number;
  #size: number;
  #inFlight = 0;
  #baseMs = Number.POSITIVE_INFINITY;
  #baseUntil = 0;
  #nextBaseMs = Number.POSITIVE_INFINITY;
  /** Answers of the round under way, and what they took together. */
  #answers = 0;
  #answersMs = 0;
  #wasFull = false;
  #growsFast = true;
  #roundTripMs: number | undefined;

  constructor(most: number) {
    this.#most = most;
    this.#size = Math.min(firstSize, most);
  }

  get size(): number {
    return this.#size;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Mean of the last round, ms. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  get hasRoom(): boolean {
    return this.#inFlight < this.#size;
  }

  sent(): void {
    this.#inFlight += 1;
    if (this.#inFlight >= this.#size) this.#wasFull = true;
  }

  answered(): void {
    this.#inFlight -= 1;
  }

  /** What was answered at `now` had been on its way for `tookMs`. */
  measured(tookMs: number, now: number): void {
    if (now > this.#baseUntil) {
      this.#baseUntil = now + baseLifeMs;
      this.#baseMs = Math.min(this.#nextBaseMs, tookMs);
      this.#nextBaseMs = Number.POSITIVE_INFINITY;
    }
    this.#baseMs = Math.min(this.#baseMs, tookMs);
    this.#nextBaseMs = Math.min(this.#nextBaseMs, tookMs);
    this.#answers += 1;
    this.#answersMs += tookMs;
    if (this.#answers >= this.#size) this.#endRound();
  }

  #endRound(): void {
    const meanMs = this.#answersMs / this.#answers;
    const queuedMs = meanMs - this.#baseMs;
    this.#roundTripMs = meanMs;
    if (queuedMs > Math.max(toleratedMs, this.#baseMs * toleratedShare)) {
      this.#growsFast = false;
      this.#size = Math.max(Math.min(leastSize, this.#most), Math.floor(this.#size * 0.75));
    } else if (this.#wasFull) {
      const grown = this.#growsFast ? this.#size * 2 : this.#size + Math.max(4, this.#size >> 3);
      this.#size = Math.min(this.#most, grown);
    }
    this.#answers = 0;
    this.#answersMs = 0;
    this.#wasFull = false;
  }
}
