import type { Files, OpenFile } from './files.js';
import { encodeHeader, encodeRecord } from './frame.js';

/** Bytes gathered before each write. */
const chunkBytes = 256 * 1024;

/**
 * Puts a log file with exactly these records in the place of whatever is at `path`: complete and synced beside it
 * first, then renamed, so that at every instant one whole file has the name. The caller syncs the directory.
 * On failure the file at `path` is as it was.
 */
export async function writeFreshLog(
  files: Files,
  path: string,
  payloads: Iterable<Uint8Array>,
): Promise<{ file: OpenFile; length: number }> {
  const temporary = temporaryPath(path);
  const file = await files.create(temporary);
  try {
    let chunk: Uint8Array[] = [encodeHeader()];
    let waiting = chunk[0]?.length ?? 0;
    let length = 0;
    const flush = async () => {
      await file.write(Buffer.concat(chunk), length);
      length += waiting;
      chunk = [];
      waiting = 0;
    };
    for (const payload of payloads) {
      const record = encodeRecord(payload);
      chunk.push(record);
      waiting += record.length;
      if (waiting >= chunkBytes) await flush();
    }
    await flush();
    await file.datasync();
    await files.rename(temporary, path);
    return { file, length };
  } catch (error) {
    // The first error counts; what is left of the temporary file is removed at the next start at the latest.
    await file.close().catch(() => undefined);
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
}

export function temporaryPath(path: string): string {
  return `${path}.new`;
}
