import { dirname } from 'node:path';
import type { Files } from '../storage/files.js';

/** How often the gateway leaves a sign of life, ms: so much time it does not know of, at most, after a kill. */
export const aliveEveryMs = 60_000;
const digits = 15;

/**
 * The last moment at which the gateway is known to have run, ms since 1970. Written in place and not synced: a kill leaves
 * it, and after a power cut one that is some seconds older does as well. Never rejects.
 */
export interface Alive {
  read(): Promise<number | undefined>;
  write(at: number): Promise<void>;
}

export function aliveFile(files: Files, path: string): Alive {
  return {
    async read() {
      const bytes = await files.read(path).catch(() => undefined);
      const at = Number(
        Buffer.from(bytes ?? [])
          .toString('latin1', 0, digits)
          .trim(),
      );
      return Number.isFinite(at) && at > 0 ? at : undefined;
    },
    async write(at) {
      try {
        const file = await files.open(path).catch(async () => {
          await files.makeDirectory(dirname(path));
          return files.create(path);
        });
        await file.write(Buffer.from(String(Math.round(at)).padStart(digits)), 0).finally(() => file.close());
      } catch {
        // A disk that takes nothing has an alarm of its own; the newest entry says it nearly as well.
      }
    },
  };
}
