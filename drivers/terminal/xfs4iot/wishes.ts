import type { Clock, Timer } from '../../clock.js';

/** ms; hints that come in one breath are asked about once. */
const gatherMs = 200;

/** When a service is to be asked for everything again: from time to time, when something hints at it, never before the last is answered. */
export class Wishes {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #timer: Timer | undefined;
  #due = false;
  #changed = false;
  #closed: string | undefined;
  #wake: () => void = () => undefined;

  constructor(clock: Clock, everyMs: number, closed: Promise<string>) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    closed.then((why) => {
      this.#closed = why;
      this.#wake();
    });
  }

  /** True when a change has come since `begin`. */
  get changedMeanwhile(): boolean {
    return this.#changed;
  }

  /** Everything is asked for now: what was wished until here is granted. */
  begin(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due = false;
    this.#changed = false;
  }

  add(hint: 'status' | 'storage' | undefined, isChange: boolean): void {
    if (isChange) this.#changed = true;
    if (hint !== undefined) this.#due = true;
    if (this.#due) this.#wake();
  }

  /** Resolves when it is time, with the reason when the connection is over instead. */
  async next(): Promise<string | undefined> {
    if (!this.#due && this.#closed === undefined) await this.#wait(this.#everyMs);
    if (this.#closed === undefined) await this.#wait(gatherMs);
    return this.#closed;
  }

  end(): void {
    this.#timer?.cancel();
    this.#wake();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#timer?.cancel();
        this.#wake = () => undefined;
        resolve();
      };
      this.#wake = done;
      this.#timer = this.#clock.setTimeout(done, ms);
    });
  }
}
