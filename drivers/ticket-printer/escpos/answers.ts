import type { Clock } from '../../clock.js';

interface Wait<T> {
  /** Answers still owed to earlier requests; they come first. */
  readonly skip: number;
  received: number;
  readonly finish: (answer: T | undefined) => void;
}

/**
 * Pairs requests with answers that carry no number. A request that timed out may still be answered later; that answer
 * is owed, and is never taken for the one to the next request: an old ticket's confirmation would vouch for a new one.
 */
export class Answers<T = number> {
  readonly #clock: Clock;
  #owed = 0;
  #received = 0;
  #wait: Wait<T> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get owed(): number {
    return this.#owed;
  }

  /** The answer to a request sent now; undefined after `timeoutMs`, or as soon as one of `signals` is aborted. */
  next(timeoutMs: number, ...signals: readonly AbortSignal[]): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.#wait?.finish(undefined);
      if (signals.some(({ aborted }) => aborted)) return resolve(undefined);
      const finish = (answer: T | undefined) => {
        timer.cancel();
        for (const signal of signals) signal.removeEventListener('abort', giveUp);
        this.#received = wait.received;
        this.#owed = answer === undefined ? wait.skip + 1 - wait.received : 0;
        this.#wait = undefined;
        resolve(answer);
      };
      const giveUp = () => finish(undefined);
      const wait: Wait<T> = { skip: this.#owed, received: 0, finish };
      const timer = this.#clock.setTimeout(giveUp, timeoutMs);
      for (const signal of signals) signal.addEventListener('abort', giveUp, { once: true });
      this.#wait = wait;
    });
  }

  offer(answer: T): void {
    const wait = this.#wait;
    if (wait === undefined) {
      this.#owed = Math.max(0, this.#owed - 1);
      return;
    }
    wait.received += 1;
    if (wait.received > wait.skip) wait.finish(answer);
  }

  /** After a wait in vain: if some answers came and then none, the rest got lost and is waited for no longer. */
  dropLost(): void {
    if (this.#received > 0) this.#owed = 0;
  }

  /** Nothing that was asked before will be answered any more, e.g. after the printer lost its power. */
  forget(): void {
    this.#wait?.finish(undefined);
    this.#owed = 0;
  }
}
