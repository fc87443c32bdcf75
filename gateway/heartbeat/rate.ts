import type { Clock } from '../../drivers/index.js';

/** Messages per second that may come for long, and how many at once. */
const perSecond = 1;
const burst = 10;

/** Says how much of one sender is too much: a bucket that fills by the monotonic clock and is full at first. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #left = burst;
  #at: number;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#at = clock.monotonic();
  }

  /** True when one more may come now. */
  admits(): boolean {
    const now = this.#clock.monotonic();
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1_000) * perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
