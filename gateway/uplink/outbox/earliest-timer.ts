import type { Clock, Timer } from '../../../drivers/index.js';

/** One timer for many who want to be woken: the earliest time that anybody has asked for counts. */
export class EarliestTimer {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #timer: Timer | undefined;
  /** Of the monotonic clock. */
  #due = 0;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Wakes in `ms` or earlier, once for all who have asked. */
  ask(ms: number): void {
    const due = this.#clock.monotonic() + ms;
    if (this.#timer && this.#due <= due) return;
    this.cancel();
    this.#due = due;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#wake();
    }, ms);
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
