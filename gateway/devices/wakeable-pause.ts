import { type Clock, sleep } from '../../drivers/index.js';

/** A wait between two attempts that somebody can cut short. */
export class WakeablePause {
  readonly #clock: Clock;
  #wake: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms`, when woken, or when `signal` is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const wake = new AbortController();
    const stop = () => wake.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    this.#wake = wake;
    await sleep(this.#clock, ms, wake.signal);
    signal.removeEventListener('abort', stop);
  }

  /** Nothing while nobody waits. */
  wake(): void {
    this.#wake?.abort();
  }
}
