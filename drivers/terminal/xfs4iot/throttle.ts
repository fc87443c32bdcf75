import type { Clock, Timer } from '../../clock.js';

/** ms between two reports when changes pour in. */
const spacingMs = 50;

/** Says at once what comes alone, and gathers what comes in a flood: who sends a thousand changes costs twenty reports. */
export class Throttle {
  readonly #clock: Clock;
  readonly #say: (names: ReadonlySet<string>) => void;
  readonly #waiting = new Set<string>();
  #saidAt: number | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, say: (names: ReadonlySet<string>) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  changed(name: string): void {
    this.#waiting.add(name);
    if (this.#timer) return;
    const since = this.#saidAt === undefined ? spacingMs : this.#clock.monotonic() - this.#saidAt;
    if (since >= spacingMs) this.#flush();
    else this.#timer = this.#clock.setTimeout(() => this.#flush(), spacingMs - since);
  }

  end(): void {
    this.#timer?.cancel();
  }

  #flush(): void {
    this.#timer = undefined;
    this.#saidAt = this.#clock.monotonic();
    const names = new Set(this.#waiting);
    this.#waiting.clear();
    this.#say(names);
  }
}
