import type { Clock } from '../clock.js';

/** A line that never falls quiet holds a request back for at most this many ms. */
const QUIET_LIMIT_MS = 1_000;

/** What tells the devices on a line that a frame is over, and ours that a new one may begin. */
const LEAST_GAP_MS = 20;
const GAP_CHARACTERS = 3.5;

/** ms of quiet before a request where nobody says otherwise; longer than 20 on lines under 1750 baud. */
export function usualGapMs(byteTimeMs: number): number {
  return Math.max(LEAST_GAP_MS, GAP_CHARACTERS * byteTimeMs);
}

/** The quiet a half-duplex line needs between the last byte, seen or sent, and the next request. */
export class LineGap {
  readonly #clock: Clock;
  readonly #gapMs: () => number;
  #busyUntil = Number.NEGATIVE_INFINITY;
  #waitingSince: number | undefined;

  constructor(clock: Clock, gapMs: () => number) {
    this.#clock = clock;
    this.#gapMs = gapMs;
  }

  /** A byte is on the line now, or will be for `aheadMs` more. */
  activity(aheadMs = 0): void {
    this.#busyUntil = Math.max(this.#busyUntil, this.#clock.monotonic() + aheadMs);
  }

  /** ms until a request may go out; 0 = now. */
  leftMs(): number {
    const now = this.#clock.monotonic();
    const quietMs = this.#busyUntil + this.#gapMs() - now;
    if (quietMs <= 0) return 0;
    this.#waitingSince ??= now;
    return Math.max(0, Math.min(quietMs, this.#waitingSince + QUIET_LIMIT_MS - now));
  }

  /** Nobody waits for the quiet any more. */
  waited(): void {
    this.#waitingSince = undefined;
  }
}
