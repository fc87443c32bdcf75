import type { DriverContext } from '../../driver.js';
import { addressOf } from './connect.js';
import { readCredentials } from './credentials.js';
import type { SnmpOptions } from './options.js';
import type { TrapBox, TrapMeans } from './trap-post.js';
import { createTrapReader, type TrapReader } from './traps.js';

/** Keeps a device's box at the trap post; a port that cannot be had costs the hints and nothing else. */
export function createTrapWatch(context: DriverContext<SnmpOptions, 'none'> & TrapMeans, onTrap: () => void) {
  const { options, clock, logger, traps } = context;
  let box: TrapBox | undefined;
  let reader: TrapReader | undefined;
  let complained = false;

  const close = async () => {
    const closing = box;
    box = undefined;
    reader?.close();
    reader = undefined;
    await closing?.close();
  };
  return {
    /** Begins to listen where it does not; never rejects. */
    async open(): Promise<void> {
      if (!options.traps || box?.open) return;
      await close();
      try {
        reader = await createTrapReader(await readCredentials(options, (file) => context.file(file)), clock, (oid) => {
          logger.debug(`trap ${oid}`);
          onTrap();
        });
        box = await traps.listen(options.traps, await addressOf(options.host), reader.take);
        complained = false;
      } catch (error) {
        if (!complained) logger.warn(`no traps are heard: ${error instanceof Error ? error.message : String(error)}`);
        complained = true;
      }
      if (context.signal.aborted) await close();
    },
    close,
  };
}
