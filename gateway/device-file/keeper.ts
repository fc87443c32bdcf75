import { join } from 'node:path';
import type { Clock } from '../../drivers/index.js';
import type { Files } from '../storage/files.js';
import { type Bounded, nextDrop } from './bound.js';
import type { DeviceFile } from './device-file.js';
import type { Calendar } from './months.js';

export interface KeeperOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly root: string;
  readonly maxBytes: number;
  readonly maxAgeDays: number;
  /** All files there are, of devices that are no longer in the configuration too. */
  readonly all: () => readonly (readonly [DeviceFile, isConfigured: boolean])[];
  readonly onGone: (deviceId: string) => void;
  readonly onError: (error: unknown) => void;
}

const dayMs = 86_400_000;

/** Keeps the device files within their bound, one drop after the other; what went is told in the file it went from. */
export class Keeper {
  readonly #options: KeeperOptions;
  #working: Promise<void> | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Before this nothing is kept, ms since 1970. */
  get since(): number {
    return this.#options.clock.now() - this.#options.maxAgeDays * dayMs;
  }

  /** Resolves when all is within its limits. Never rejects: what cannot be dropped now is tried the next time. */
  run(): Promise<void> {
    this.#working ??= this.#drop()
      .catch(this.#options.onError)
      .finally(() => {
        this.#working = undefined;
      });
    return this.#working;
  }

  async #drop(): Promise<void> {
    const { calendar, maxBytes, files, root, onGone } = this.#options;
    const oldestMonth = calendar.month(this.since);
    for (;;) {
      const known = this.#known();
      const drop = nextDrop(
        known.map(([bounded]) => bounded),
        { maxBytes, oldestMonth },
      );
      const found = drop && known.find(([{ deviceId }]) => deviceId === drop.deviceId);
      if (!found) break;
      const [{ deviceId, history, isConfigured }, file] = found;
      const gone = await history.dropOldest();
      if (!gone) break;
      if (isConfigured) file.tell({ kind: 'shortened', data: { ...gone, reason: drop.reason } });
      else if (history.months.length === 0 && drop.reason === 'age') {
        await history.dropAll();
        await files.remove(join(root, deviceId)).catch(() => undefined);
        onGone(deviceId);
      }
    }
  }

  #known(): [Bounded, DeviceFile][] {
    return this.#options.all().flatMap(([file, isConfigured]): [Bounded, DeviceFile][] => {
      const { history, id: deviceId, bytes } = file;
      return history ? [[{ deviceId, isConfigured, history, bytes }, file]] : [];
    });
  }
}
