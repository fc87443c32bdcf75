import type { Clock, Timer } from '../../drivers/index.js';
import type { AlarmRecord } from './record.js';
import { type AlarmSummary, summaryOf } from './summary.js';

export interface SummaryTellerOptions {
  readonly clock: Clock;
  readonly records: () => Iterable<AlarmRecord>;
  readonly tell: (summary: AlarmSummary) => void;
  /** ms between two summaries. Default 1000. */
  readonly everyMs?: number;
}

/** Tells how many alarms there are when that has changed: at once, or when a second has passed since it last looked. */
export class SummaryTeller {
  readonly #options: SummaryTellerOptions;
  readonly #everyMs: number;
  #told: string | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(options: SummaryTellerOptions) {
    this.#options = options;
    this.#everyMs = options.everyMs ?? 1_000;
  }

  /** Something may have changed. */
  changed(): void {
    if (this.#timer) return;
    const { clock } = this.#options;
    const waitMs = this.#lookedAt + this.#everyMs - clock.monotonic();
    if (waitMs <= 0) this.now();
    else this.#timer = clock.setTimeout(() => this.now(), waitMs);
  }

  /** Tells the newest if it has not been told. */
  now(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { clock, records, tell } = this.#options;
    this.#lookedAt = clock.monotonic();
    const summary = summaryOf(records());
    const text = JSON.stringify(summary);
    if (text === this.#told) return;
    this.#told = text;
    tell(summary);
  }
}
