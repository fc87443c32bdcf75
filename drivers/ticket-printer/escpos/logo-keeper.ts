import { z } from 'zod';
import type { DriverContext } from '../../driver.js';
import { type LogoPlan, logoPlan } from './logo.js';
import { readLogo } from './logo-png.js';
import type { EscposOptions } from './options.js';
import type { SheetAssets } from './piece.js';
import type { Profile } from './profiles.js';
import type { PrinterWire } from './wire.js';

/** The key of the record; no ticket's key looks like it. */
const key = 'logo';
/** What was not confirmed is tried again after this: the memory wears out at some ten writes a day (ticket-printing.md 2.4). */
const retryMs = 6 * 3_600_000;
/** For the writing and what stands before it, ms. */
const storeTimeoutMs = 5_000;

const keptSchema = z.object({ digest: z.string(), isStored: z.boolean(), at: z.number() });

/** The logo of the tickets: kept in the printer where its profile can keep one, and drawn with each ticket until it is there. */
export class LogoKeeper {
  readonly #context: DriverContext<EscposOptions, 'stream'>;
  readonly #plan: LogoPlan | undefined;
  #isStored: boolean;

  constructor(context: DriverContext<EscposOptions, 'stream'>, profile: Pick<Profile, 'storedLogo'>) {
    this.#context = context;
    const read = context.options.logo === undefined ? undefined : readLogo(context.options.logo);
    const kept = this.#kept();
    this.#plan =
      read && 'bitmap' in read ? logoPlan(profile, read.bitmap, kept?.isStored ? kept.digest : undefined) : undefined;
    this.#isStored = this.#plan?.store === undefined;
  }

  assets(): SheetAssets {
    if (!this.#plan) return {};
    const { use } = this.#plan;
    return { logo: this.#isStored ? use : { kind: 'picture', bitmap: use.bitmap } };
  }

  /** Gives the printer the logo to keep, once. To be called in a turn, with a printer that answers. */
  async store(wire: PrinterWire): Promise<void> {
    const store = this.#plan?.store;
    if (this.#isStored || !store) return;
    const { clock, memory, signal, logger } = this.#context;
    const kept = this.#kept();
    if (kept?.digest === store.digest && clock.now() - kept.at < retryMs) return;
    await memory.records.put(key, { digest: store.digest, isStored: false, at: clock.now() });
    await wire.send(store.bytes);
    if (!(await wire.fence(storeTimeoutMs, signal))) {
      logger.warn('the printer did not confirm that it keeps the logo; it is sent with each ticket');
      return;
    }
    await memory.records.put(key, { digest: store.digest, isStored: true, at: clock.now() });
    this.#isStored = true;
  }

  #kept() {
    return keptSchema.safeParse(this.#context.memory.records.load().get(key)).data;
  }
}
