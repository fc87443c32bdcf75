import type { Timer } from '../../clock.js';
import type { DriverContext } from '../../driver.js';
import { AutomaticStatus } from './automatic-status.js';
import { alarmConditions, type Diagnosis, diagnose, isHeadHot, sentence } from './diagnosis.js';
import { LineQuality } from './line-quality.js';
import type { EscposOptions } from './options.js';
import type { Profile } from './profiles.js';
import { decodeAnswer, holdsTicket, type PrinterStatus, statusFromAnswers, statusRequests } from './status.js';
import type { Turns } from './turns.js';
import type { PrinterWire } from './wire.js';

export interface MonitorOptions {
  readonly context: DriverContext<EscposOptions, 'stream'>;
  readonly wire: PrinterWire;
  readonly turns: Turns;
  readonly profile: Profile;
  /** After each report. */
  readonly onReport?: () => void;
  /**
   * The printer stopped reporting by itself and has not said why: it has lost its settings, most likely with its power
   * (ticket-printing.md section 8, W5).
   */
  readonly onSettingsLost?: () => void;
}

/** A printer that was heard less than so many ms ago is there. */
const thereMs = 100;

/** ms after a clean reading until the next: in time to stop an alarm from being cleared that is not over. */
const rereadMs = 1_800;

/** ms a presenter that did not answer is left alone: each question costs everybody the time-out. */
const presenterPauseMs = 60_000;

/** Asks for the printer's status, reports it, and remembers what went wrong while a ticket is under way. */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #automatic: AutomaticStatus;
  readonly #line = new LineQuality();
  readonly #faults = new Set<string>();
  #readings = 0;
  #last: Diagnosis | undefined;
  #hotSince: number | undefined;
  #reread: Timer | undefined;
  #askPresenterAt = 0;

  constructor(options: MonitorOptions) {
    const { context, wire, profile } = options;
    this.#options = options;
    this.#automatic = new AutomaticStatus({ wire, clock: context.clock, wanted: profile.automaticStatus });
    wire.over.addEventListener('abort', () => this.#reread?.cancel(), { once: true });
  }

  /** What went wrong since the last `watch`, for people. */
  get faults(): readonly string[] {
    return [...this.#faults];
  }

  /** What was last known of the printer, told or asked; undefined before the first time. */
  get last(): Diagnosis | undefined {
    return this.#last;
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
    const diagnosis = this.#asked(await this.#options.wire.statusAll());
    this.#readings += 1;
    return diagnosis;
  }

  /**
   * Whether a ticket would come out, in a turn the caller has: a clean automatic status that is fresh (ticket-printing.md
   * section 8) of a printer that is there, as it has just been heard or answers that it is online; or everything read.
   * Errors as of `PrinterWire.status`.
   */
  async preflight(): Promise<Diagnosis> {
    const { wire } = this.#options;
    const told = this.#automatic.fresh;
    if (told?.causes.length !== 0 || this.#last?.causes.length !== 0) return this.read();
    const isThere = wire.quietMs < thereMs || !decodeAnswer(1, await wire.status(1)).includes('offline');
    return isThere ? told : this.read();
  }

  /**
   * Reads everything, giving way to a print after each answer. A poll that was overtaken ends there: the print has read
   * everything, and more lately.
   */
  async poll(): Promise<void> {
    const { context, turns, wire, profile } = this.#options;
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
    this.#asked(statusFromAnswers([printer, offline, error, paper]));
    context.alarm(this.#line.condition(wire.framingErrors, context.clock.monotonic()));
    if (profile.presenter) await this.#pollPresenter();
    // The printer before it may have had one.
    else context.alarm({ type: 'printer-ticket-not-taken', active: false });
    if (this.#automatic.isDue) await turns.run('poll', () => this.#automatic.enable());
  }

  /**
   * An automatic block: raises at once, but clears nothing; for that the status is asked (ticket-printing.md section 5).
   */
  unasked(status: PrinterStatus): void {
    const diagnosis = diagnose(status, this.#options.profile);
    this.#automatic.heard(diagnosis);
    if (diagnosis.causes.length > 0) this.#report(diagnosis, 'told');
    else if (this.#last && this.#last.causes.length > 0) this.#readAgainIn(0);
  }

  /** A kiosk unit also knows whether somebody has taken the ticket. */
  async #pollPresenter(): Promise<void> {
    const { context, turns, wire } = this.#options;
    if (context.clock.monotonic() < this.#askPresenterAt) return;
    const bytes = await turns.run('poll', () => wire.fullStatus());
    if (bytes === undefined) {
      this.#askPresenterAt = context.clock.monotonic() + presenterPauseMs;
      return;
    }
    const active = holdsTicket(bytes);
    const detail = active ? { detail: 'the presenter still holds a ticket' } : {};
    context.alarm({ type: 'printer-ticket-not-taken', active, ...detail });
  }

  #asked(status: PrinterStatus): Diagnosis {
    const { profile, onSettingsLost } = this.#options;
    const before = this.#last;
    const diagnosis = diagnose(status, profile);
    this.#report(diagnosis, 'asked');
    if (this.#automatic.hasStopped(diagnosis)) {
      this.note('the printer has lost its settings, most likely with its power');
      onSettingsLost?.();
    }
    if (before && before.causes.length > 0 && diagnosis.causes.length === 0) this.#readAgainIn(rereadMs);
    return diagnosis;
  }

  #report(diagnosis: Diagnosis, how: 'told' | 'asked'): void {
    const { context } = this.#options;
    const { paper, cover, causes } = diagnosis;
    const now = context.clock.monotonic();
    this.#last = diagnosis;
    this.#hotSince = isHeadHot(diagnosis) ? (this.#hotSince ?? now) : undefined;
    context.state({ paper, cover, ready: causes.length === 0 });
    const conditions = alarmConditions(diagnosis, { headHotMs: now - (this.#hotSince ?? now) });
    for (const condition of conditions) if (condition.active || how === 'asked') context.alarm(condition);
    const lasting = causes.filter(({ fault, passing }) => fault && !passing);
    if (lasting.length > 0) this.note(sentence(lasting));
    this.#options.onReport?.();
  }

  /** A poll between those of the gateway; one that fails is theirs to notice. */
  #readAgainIn(ms: number): void {
    const { context, wire } = this.#options;
    this.#reread?.cancel();
    if (wire.ended === undefined) this.#reread = context.clock.setTimeout(() => void this.poll().catch(() => {}), ms);
  }
}
