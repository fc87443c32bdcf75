import type { Clock } from '../../drivers/index.js';

/** Whether more than `limit` raises lie in the last `windowMs`. Remembers as many as it takes to tell, and no more. */
export class RaiseRate {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #windowMs: number;
  /** The newest `limit` + 1, monotonic ms, oldest first. */
  #raisedAt: number[] = [];

  constructor(clock: Clock, limit: number, windowMs: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  count(): void {
    this.#raisedAt = [...this.#raisedAt, this.#clock.monotonic()].slice(-this.#limit - 1);
  }

  /** As if more than `limit` had just been raised. */
  fill(): void {
    for (let raise = 0; raise <= this.#limit; raise++) this.count();
  }

  /** ms until it is not exceeded any more; 0 when it is not. */
  exceededForMs(): number {
    const [oldest] = this.#raisedAt;
    if (oldest === undefined || this.#raisedAt.length <= this.#limit) return 0;
    return Math.max(0, oldest + this.#windowMs - this.#clock.monotonic());
  }
}
