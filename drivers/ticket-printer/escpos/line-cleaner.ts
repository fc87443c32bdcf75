import type { CutTally } from './cut-tally.js';
import type { DeskParts } from './desk-parts.js';

/** Leaves no half-sent command behind that would eat the next ticket (W12), and no rest of a job that is to be dropped. */
export class LineCleaner {
  readonly #parts: DeskParts;
  readonly #cuts: CutTally;
  #isBroken = false;

  constructor(parts: DeskParts, cuts: CutTally) {
    this.#parts = parts;
    this.#cuts = cuts;
  }

  /** A job has broken off; where is not known. */
  broken(): void {
    this.#isBroken = true;
  }

  /** Before the next job, in a turn. */
  async ready(): Promise<void> {
    if (this.#isBroken) await this.clean();
  }

  /**
   * Makes sure that no half-sent command waits for its rest: by the order to clear, or by padding it out. To be called in
   * a turn. True when the printer confirmed that its buffer is empty.
   *
   * @param missing bytes of the job that may have been cut short
   */
  async clean(missing?: number): Promise<boolean> {
    const { profile, wire, ids, context } = this.#parts;
    this.#cuts.forget();
    const cleared = profile.clear && (await wire.clear(context.options.statusTimeoutMs));
    if (cleared) ids.begin();
    else await wire.padOut(missing);
    this.#isBroken = false;
    return cleared;
  }

  /**
   * The printer is not ready: drops the rest of a job where it takes that order now (W6), and has the line cleaned before
   * the next one everywhere else.
   */
  async holdRest(): Promise<void> {
    const { profile, wire, context, ids } = this.#parts;
    this.#isBroken = true;
    this.#cuts.forget();
    if (!profile.clear || !(await wire.clear(context.options.statusTimeoutMs))) return;
    ids.begin();
    this.#isBroken = false;
  }
}
