import type { DriverContext } from '../../driver.js';
import { alarmConditions, type Diagnosis, diagnose, sentence } from './diagnosis.js';
import type { EscposOptions } from './options.js';
import type { Profile } from './profiles.js';
import { type PrinterStatus, statusFromAnswers, statusRequests } from './status.js';
import type { Turns } from './turns.js';
import type { PrinterWire } from './wire.js';

export interface MonitorOptions {
  readonly context: DriverContext<EscposOptions, 'stream'>;
  readonly wire: PrinterWire;
  readonly turns: Turns;
  readonly profile: Profile;
  /** After each report. */
  readonly onReport?: () => void;
}

/** Asks for the printer's status, reports it, and remembers what went wrong while a ticket is under way. */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #faults = new Set<string>();
  #readings = 0;
  #latest: Diagnosis | undefined;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** What went wrong since the last `watch`, for people. */
  get faults(): readonly string[] {
    return [...this.#faults];
  }

  /** What was reported last; undefined before the first answer. */
  get latest(): Diagnosis | undefined {
    return this.#latest;
  }

  /** Begins to remember faults anew. */
  watch(): void {
    this.#faults.clear();
  }

  /** Something the status does not show, e.g. that the printer lost its power. */
  note(fault: string): void {
    this.#faults.add(fault);
  }

  /** Reads everything in a turn the caller has. */
  async read(): Promise<Diagnosis> {
    const diagnosis = this.#report(await this.#options.wire.statusAll());
    this.#readings += 1;
    return diagnosis;
  }

  /**
   * Reads everything, giving way to a print after each answer. A poll that was overtaken ends there: the print has read
   * everything, and more lately.
   */
  async poll(): Promise<void> {
    const { turns, wire } = this.#options;
    const answers: number[] = [];
    let readings = 0;
    for (const n of statusRequests) {
      const answer = await turns.run('poll', async () => {
        if (n === 1) readings = this.#readings;
        return readings === this.#readings ? wire.status(n) : undefined;
      });
      if (answer === undefined) return;
      answers.push(answer);
    }
    const [printer = 0, offline = 0, error = 0, paper = 0] = answers;
    this.#report(statusFromAnswers([printer, offline, error, paper]));
  }

  /**
   * An automatic block: raises at once, but clears nothing; for that the status is asked (ticket-printing.md section 5).
   */
  unasked(status: PrinterStatus): void {
    if (diagnose(status, this.#options.profile).causes.length > 0) this.#report(status);
  }

  #report(status: PrinterStatus): Diagnosis {
    const { context, profile } = this.#options;
    const diagnosis = diagnose(status, profile);
    this.#latest = diagnosis;
    const { paper, cover, causes } = diagnosis;
    context.state({ paper, cover, ready: causes.length === 0 });
    for (const condition of alarmConditions(diagnosis)) context.alarm(condition);
    const lasting = causes.filter(({ fault, passing }) => fault && !passing);
    if (lasting.length > 0) this.note(sentence(lasting));
    this.#options.onReport?.();
    return diagnosis;
  }
}
