import { dirname } from 'node:path';
import { GatewayError } from '../../drivers/index.js';
import { type Files, nodeFiles, type OpenFile } from './files.js';
import { encodeRecord, formatVersion, headerBytes, maxPayloadBytes, scan } from './frame.js';
import { temporaryPath, writeFreshLog } from './fresh-log.js';

/** What opening found wrong and put right. */
export type LogReport =
  /** An unfinished write at the end, as a crash leaves it, was cut off; nothing in it had been acknowledged. */
  | { readonly kind: 'torn-tail'; readonly cutBytes: number }
  /** Bytes that had been written well are damaged; the good records were kept, the old file is at `copy`. */
  | { readonly kind: 'damaged'; readonly lostBytes: number; readonly copy: string };

export interface LogOptions {
  readonly path: string;
  readonly files?: Files;
  /** Gets every record of the file, oldest first, before `openLog` resolves. */
  readonly onRecord: (payload: Uint8Array) => void;
  readonly onReport?: (report: LogReport) => void;
}

/** An append-only file of records that are durable when acknowledged. It knows nothing of what they mean. */
export interface Log {
  /** Bytes on disk, the header included. */
  readonly size: number;
  /**
   * Resolves when the record (1 byte to 1 MiB) survives a power cut. Records that come while a sync runs form the next
   * batch. Rejects with STORAGE_WRITE_FAILED or STORAGE_CLOSED; the log then ends with the record before.
   */
  append(payload: Uint8Array): Promise<void>;
  /**
   * Replaces the whole content. `snapshot` is called when no write is under way; what is appended from then on comes
   * behind it. Rejects with STORAGE_WRITE_FAILED and the old content.
   */
  rewrite(snapshot: () => Iterable<Uint8Array>): Promise<void>;
  /** Resolves when everything appended is settled and the file is closed. */
  close(): Promise<void>;
}

/**
 * Opens or creates the log. Cuts a torn tail; salvages the good records of a damaged file and keeps the file beside as
 * `.damaged` (docs/storage.md says why it neither stops nor cuts there). Rejects with STORAGE_CORRUPT when a newer
 * version wrote the file, with STORAGE_WRITE_FAILED when the directory takes no file.
 */
export async function openLog({ path, files = nodeFiles, onRecord, onReport = () => {} }: LogOptions): Promise<Log> {
  try {
    await files.remove(temporaryPath(path));
    const bytes = await files.read(path);
    const found = scan(bytes ?? new Uint8Array());
    if (found.version !== undefined && found.version !== formatVersion) {
      throw new GatewayError(
        'STORAGE_CORRUPT',
        `${path} has format version ${found.version}; this gateway reads version ${formatVersion}`,
      );
    }
    for (const payload of found.payloads) onRecord(payload);

    const whole = found.version !== undefined && found.damagedBytes === 0;
    if (bytes !== undefined && !whole) {
      const copy = `${path}.damaged`;
      await files.copy(path, copy);
      onReport({ kind: 'damaged', lostBytes: found.damagedBytes + found.tornBytes, copy });
    }
    if (!whole) {
      const fresh = await writeFreshLog(files, path, found.payloads);
      await files.syncDirectory(dirname(path));
      return new FileLog(files, path, fresh.file, fresh.length);
    }
    const file = await files.open(path);
    const length = (bytes?.length ?? headerBytes) - found.tornBytes;
    if (found.tornBytes > 0) {
      await file.truncate(length);
      await file.datasync();
      onReport({ kind: 'torn-tail', cutBytes: found.tornBytes });
    }
    return new FileLog(files, path, file, length);
  } catch (error) {
    throw error instanceof GatewayError ? error : writeFailed(path, error);
  }
}

function writeFailed(path: string, cause: unknown): GatewayError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new GatewayError('STORAGE_WRITE_FAILED', `${path}: ${why}`, { cause });
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
}

class FileLog implements Log {
  readonly #files: Files;
  readonly #path: string;
  #file: OpenFile;
  /** End of the last acknowledged record. */
  #length: number;
  #appends: (Waiting & { readonly record: Uint8Array })[] = [];
  #rewrites: (Waiting & { readonly snapshot: () => Iterable<Uint8Array> })[] = [];
  #working: Promise<void> | undefined;
  #tailFlawed = false;
  #directoryFlawed = false;
  #closing: Promise<void> | undefined;

  constructor(files: Files, path: string, file: OpenFile, length: number) {
    this.#files = files;
    this.#path = path;
    this.#file = file;
    this.#length = length;
  }

  get size(): number {
    return this.#length;
  }

  append(payload: Uint8Array): Promise<void> {
    if (payload.length === 0 || payload.length > maxPayloadBytes) {
      const allowed = `a record has 1 to ${maxPayloadBytes} bytes, not ${payload.length}`;
      return Promise.reject(writeFailed(this.#path, allowed));
    }
    return this.#enqueue((waiting) => this.#appends.push({ ...waiting, record: encodeRecord(payload) }));
  }

  rewrite(snapshot: () => Iterable<Uint8Array>): Promise<void> {
    return this.#enqueue((waiting) => this.#rewrites.push({ ...waiting, snapshot }));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#working;
    await this.#file.close();
  }

  #enqueue(put: (waiting: Waiting) => void): Promise<void> {
    if (this.#closing) return Promise.reject(new GatewayError('STORAGE_CLOSED', `${this.#path} is closed`));
    return new Promise((resolve, reject) => {
      put({ resolve, reject });
      this.#working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    // What the same run of code appends shares one sync.
    await Promise.resolve();
    for (;;) {
      const rewrite = this.#rewrites.shift();
      if (rewrite) await this.#replace(rewrite.snapshot).then(rewrite.resolve, rewrite.reject);
      else if (this.#appends.length > 0) await this.#commit();
      else break;
    }
    this.#working = undefined;
  }

  async #commit(): Promise<void> {
    const batch = this.#appends;
    this.#appends = [];
    try {
      await this.#repair();
      const bytes = Buffer.concat(batch.map(({ record }) => record));
      this.#tailFlawed = true;
      await this.#file.writeThrough(bytes, this.#length);
      this.#tailFlawed = false;
      this.#length += bytes.length;
    } catch (cause) {
      const error = writeFailed(this.#path, cause);
      // Those that came meanwhile fail too: a record must not outlive one that was appended before it.
      for (const { reject } of [...batch, ...this.#appends.splice(0)]) reject(error);
      // Gives the space back at once; when even that fails, the next batch tries again before it writes.
      await this.#repair().catch(() => undefined);
      return;
    }
    for (const { resolve } of batch) resolve();
  }

  async #replace(snapshot: () => Iterable<Uint8Array>): Promise<void> {
    try {
      const fresh = await writeFreshLog(this.#files, this.#path, snapshot());
      const old = this.#file;
      this.#file = fresh.file;
      this.#length = fresh.length;
      this.#tailFlawed = false;
      this.#directoryFlawed = true;
      await old.close();
      await this.#repair();
    } catch (cause) {
      throw writeFailed(this.#path, cause);
    }
  }

  /** Nothing is written behind bytes of a failed write, nor into a file whose name could be lost in a power cut. */
  async #repair(): Promise<void> {
    if (this.#tailFlawed) {
      await this.#file.truncate(this.#length);
      this.#tailFlawed = false;
    }
    if (this.#directoryFlawed) {
      await this.#files.syncDirectory(dirname(this.#path));
      this.#directoryFlawed = false;
    }
  }
}
