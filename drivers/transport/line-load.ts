import type { Clock } from '../clock.js';

/** Adapters and drivers take this many ms more than the wire alone. */
const MARGIN_MS = 50;

/** How long a line needs for what was written to it, at its own speed, if nothing holds it back. */
export class LineLoad {
  readonly #clock: Clock;
  readonly #byteTimeMs: number;
  #clearAt = 0;

  constructor(clock: Clock, byteTimeMs: number) {
    this.#clock = clock;
    this.#byteTimeMs = byteTimeMs;
  }

  add(bytes: number): void {
    this.#clearAt = Math.max(this.#clock.monotonic(), this.#clearAt) + bytes * this.#byteTimeMs;
  }

  /** ms, 0 or more; what is not out after it is held back. */
  get leftMs(): number {
    return this.#clearAt === 0 ? 0 : Math.max(0, this.#clearAt + MARGIN_MS - this.#clock.monotonic());
  }
}
