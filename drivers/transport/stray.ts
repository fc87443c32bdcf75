import type { Clock } from '../clock.js';

/** A line that talks unasked must not fill the log, ms. */
const TELL_EVERY_MS = 60_000;

export interface StrayOptions {
  readonly clock: Clock;
  /** At most once a minute; `bytes` since it was told last, `after` who was asked last. */
  readonly tell: (what: { readonly bytes: number; readonly after: string }) => void;
}

/**
 * Bytes that came while nobody was asked: an answer after its time-out, somebody who talks unasked, or the second of two
 * devices with one address, whose word comes when the first has been heard. The log has who was asked last.
 */
export class Stray {
  readonly #options: StrayOptions;
  #total = 0;
  #told = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #after = 'nobody';

  constructor(options: StrayOptions) {
    this.#options = options;
  }

  /** Bytes in all. */
  get total(): number {
    return this.#total;
  }

  asked(id: string): void {
    this.#after = id;
  }

  came(bytes: Uint8Array): void {
    const { clock, tell } = this.#options;
    this.#total += bytes.length;
    if (clock.monotonic() - this.#toldAt < TELL_EVERY_MS) return;
    tell({ bytes: this.#total - this.#told, after: this.#after });
    this.#told = this.#total;
    this.#toldAt = clock.monotonic();
  }
}
