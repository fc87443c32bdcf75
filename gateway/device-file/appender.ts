import { dirname } from 'node:path';
import type { Files } from '../storage/files.js';
import { encodeLine, wholeLength } from './line.js';

/** A file that only grows: nothing is held open between two writes, which come a few times an hour. */
export interface Appender {
  readonly path: string;
  readonly bytes: number;
  /** Resolves when the lines survive a power cut; rejects with the disk's error, and then none of them stands. */
  append(values: readonly unknown[]): Promise<void>;
}

/** @param found what the file has; undefined when there is none yet, and its directory may be missing. */
export function appender(files: Files, path: string, found: { bytes: number; whole: number } | undefined): Appender {
  let exists = found !== undefined;
  let length = found?.whole ?? 0;
  // Bytes behind the last whole line: a write that was torn. Cut before the next one, not while only reading.
  let flawed = found !== undefined && found.bytes !== found.whole;
  return {
    path,
    get bytes() {
      return length;
    },
    async append(values) {
      const lines = Buffer.concat(values.map(encodeLine));
      if (!exists) await files.makeDirectory(dirname(path));
      const file = exists ? await files.open(path) : await files.create(path);
      try {
        if (flawed) await file.truncate(length);
        flawed = true;
        await file.writeThrough(lines, length);
        flawed = false;
      } catch (error) {
        // Gives the space back at once; when even that fails, the next write tries again first.
        await file.truncate(length).then(
          () => {
            flawed = false;
          },
          () => undefined,
        );
        throw error;
      } finally {
        await file.close().catch(() => undefined);
      }
      if (!exists) {
        await files.syncDirectory(dirname(path));
        await files.syncDirectory(dirname(dirname(path)));
      }
      exists = true;
      length += lines.length;
    },
  };
}

/** Opens the file as it is, or as one that begins with its first line. */
export async function openAppender(files: Files, path: string): Promise<{ appender: Appender; bytes: Buffer }> {
  const read = await files.read(path);
  const bytes = read === undefined ? Buffer.alloc(0) : Buffer.from(read.buffer, read.byteOffset, read.byteLength);
  const found = read === undefined ? undefined : { bytes: bytes.length, whole: wholeLength(bytes) };
  return { appender: appender(files, path, found), bytes };
}
