import { z } from 'zod';
import type { DriverContext, Identity } from '../../driver.js';
import type { EscposOptions } from './options.js';
import type { Profile } from './profiles.js';

/** The key of the record; no ticket's key looks like it. */
const key = 'process-ids';
/** Confirmations missing in a row, on a printer that is well, until its profile counts as wrong (W10). */
const mostMissed = 3;

const findingSchema = z.object({
  /**
   * proven: an ID came when the paper was printed. parse-time: it came before the paper can have been. silent: none
   * came. lost: the tickets' IDs stayed away, three in a row.
   */
  ids: z.enum(['proven', 'parse-time', 'silent', 'lost']),
  model: z.string().optional(),
  firmware: z.string().optional(),
  /** Wall-clock ms. */
  at: z.number(),
});
type Finding = z.infer<typeof findingSchema>;

/**
 * What this very printer's process IDs are worth: what its profile says, corrected by the test page and by the tickets
 * (ticket-printing.md 4, 8 W10). Kept over restarts.
 */
export class Trust {
  readonly #context: DriverContext<EscposOptions, 'stream'>;
  readonly #profile: Profile;
  #finding: Finding | undefined;
  #identity: Identity = {};
  #missed = 0;

  constructor(context: DriverContext<EscposOptions, 'stream'>, profile: Profile) {
    this.#context = context;
    this.#profile = profile;
    this.#finding = findingSchema.safeParse(context.memory.records.load().get(key)).data;
  }

  /** Tickets carry IDs. */
  get ids(): boolean {
    const { processId } = this.#profile;
    if (processId === 'no') return false;
    return this.#finding ? this.#finding.ids === 'proven' : processId === 'yes';
  }

  /** The test page may carry IDs: the answer is what it is for. */
  get mayProbe(): boolean {
    return this.#profile.processId !== 'no';
  }

  /** Another printer, or another firmware, than the one that was tried has proven nothing. */
  meet(identity: Identity): void {
    this.#identity = identity;
    const { model, firmware } = this.#finding ?? {};
    const differs = (before: string | undefined, now: string | undefined) =>
      before !== undefined && now !== undefined && before !== now;
    if (differs(model, identity.model) || differs(firmware, identity.firmware)) this.#finding = undefined;
    this.report();
  }

  /** A ticket's ID came. */
  confirmed(): void {
    this.#missed = 0;
  }

  /** A ticket's IDs stayed away although the printer is well. */
  async missed(): Promise<void> {
    this.#missed += 1;
    if (this.#missed >= mostMissed) await this.#find('lost');
  }

  /**
   * What the test page showed.
   * @param tookMs from its first byte to the ID behind its last line; undefined when none came.
   * @param mm of paper before that ID.
   */
  async probed(
    tookMs: number | undefined,
    mm: number,
  ): Promise<{ readonly processId: Finding['ids']; readonly why: string }> {
    const { speed } = this.#profile;
    const leastMs = Math.round((mm / speed) * 0.7 * 1_000);
    const processId = tookMs === undefined ? 'silent' : tookMs < leastMs ? 'parse-time' : 'proven';
    await this.#find(processId);
    const why = {
      silent: 'no process ID came back: tickets are confirmed by other evidence',
      'parse-time': `the process ID came after ${Math.round(tookMs ?? 0)} ms, ${Math.round(mm)} mm of paper take at least ${leastMs} ms: it only says that the bytes were read`,
      proven: `the process ID came after ${Math.round(tookMs ?? 0)} ms, when ${Math.round(mm)} mm of paper were printed`,
    }[processId];
    return { processId, why };
  }

  /** The alarm, active or not. */
  report(): void {
    const { ids } = this.#finding ?? {};
    const isWrong = ids !== undefined && ids !== 'proven' && (this.#profile.processId === 'yes' || ids === 'lost');
    const detail = isWrong ? { detail: `process IDs: ${ids}; tickets are confirmed by weaker evidence` } : {};
    this.#context.alarm({ type: 'printer-profile-mismatch', active: isWrong, ...detail });
  }

  async #find(ids: Finding['ids']): Promise<void> {
    const { clock, memory, logger } = this.#context;
    const { model, firmware } = this.#identity;
    this.#missed = 0;
    this.#finding = { ids, at: clock.now(), ...(model ? { model } : {}), ...(firmware ? { firmware } : {}) };
    this.report();
    // Without it the next start trusts the profile again, and finds out again.
    await memory.records.put(key, this.#finding).catch((error: unknown) => {
      logger.warn("what the printer's process IDs are worth was not stored", { error: String(error) });
    });
  }
}
