import type { Clock } from '../../clock.js';
import type { Diagnosis } from './diagnosis.js';
import type { PrinterWire } from './wire.js';

/** ms a block may be old and still speak for now (ticket-printing.md section 8, preflight). */
const freshMs = 10_000;
/** ms between attempts with a printer that does not report by itself although its profile says so. */
const retryMs = 60_000;

export interface AutomaticStatusOptions {
  readonly wire: PrinterWire;
  readonly clock: Clock;
  /** The profile has it. */
  readonly wanted: boolean;
}

/** What a printer reports by itself: has it switched on, knows how old it is, and finds out when it has stopped. */
export class AutomaticStatus {
  readonly #options: AutomaticStatusOptions;
  #askedAt = 0;
  #newest: { readonly diagnosis: Diagnosis; readonly at: number } | undefined;
  #contradictions = 0;

  constructor(options: AutomaticStatusOptions) {
    this.#options = options;
  }

  /** It should be switched on now: it is wanted, off, and was not tried just before. */
  get isDue(): boolean {
    const { wire, clock, wanted } = this.#options;
    if (!wanted || wire.automaticStatus === 'on') return false;
    return wire.automaticStatus === 'off' || clock.monotonic() - this.#askedAt >= retryMs;
  }

  /** Asks for it; resolves when the question is out or failed. Whether it comes, the blocks will show. */
  async enable(): Promise<void> {
    const { wire, clock } = this.#options;
    this.#askedAt = clock.monotonic();
    await wire.requestAutomaticStatus().catch(() => undefined);
  }

  /** A block came. */
  heard(diagnosis: Diagnosis): void {
    this.#newest = { diagnosis, at: this.#options.clock.monotonic() };
    this.#contradictions = 0;
  }

  /**
   * What the newest block said, if that, or an answer that agreed with it, is not too long ago and nothing has ended the
   * reports since.
   */
  get fresh(): Diagnosis | undefined {
    const { wire, clock } = this.#options;
    const newest = this.#newest;
    if (wire.automaticStatus !== 'on' || newest === undefined || clock.monotonic() - newest.at >= freshMs)
      return undefined;
    return newest.diagnosis;
  }

  /**
   * Compares with what the printer answered when it was asked. True when the reports must have stopped, as after a loss of
   * power that nobody announced: cover or paper are otherwise than the newest block says, twice in a row, since one
   * change may have been on its way. It is then due to be switched on again.
   */
  hasStopped({ cover, paper }: Diagnosis): boolean {
    const { wire, clock } = this.#options;
    const reported = this.#newest?.diagnosis;
    if (wire.automaticStatus !== 'on' || reported === undefined) return false;
    const agrees = cover === reported.cover && (paper === 'out') === (reported.paper === 'out');
    this.#contradictions = agrees ? 0 : this.#contradictions + 1;
    if (agrees) this.#newest = { diagnosis: reported, at: clock.monotonic() };
    if (this.#contradictions < 2) return false;
    this.#newest = undefined;
    this.#contradictions = 0;
    wire.forgetAutomaticStatus();
    return true;
  }
}
