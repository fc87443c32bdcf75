import { join } from 'node:path';
import type { Files, OpenFile } from '../../storage/files.js';
import { type ChainState, lastOf, type Segment, segmentName } from './chain.js';
import { encodeSegmentHeader, segmentHeaderBytes } from './record.js';

export interface TailOptions {
  readonly files: Files;
  readonly directory: string;
  readonly epoch: string;
  readonly state: ChainState;
  /** A file behind the newest one may be there, without a whole record. */
  readonly isBegun: boolean;
  /** A file that has reached this is followed by a new one. */
  readonly segmentBytes: number;
}

/** The end of a chain, where records are appended. */
export class ChainTail {
  readonly #options: TailOptions;
  #file: { readonly path: string; readonly handle: OpenFile } | undefined;
  /** True while bytes of a failed write may stand behind the last good record, also one of an earlier start. */
  #flawed = true;
  /**
   * True while the next file may be there without a whole record. Its name says where the file before it ends, so that
   * one must not grow any more: the next file is begun again.
   */
  #isBegun: boolean;
  /** A file that could not be begun and may hold what was refused. */
  #failed: string | undefined;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#isBegun = options.isBegun;
  }

  /**
   * Appends records; resolves with the grown or new file and where in it they begin, when all of it survives a power
   * cut. Rejects with the file system's error; the chain then ends where it ended before.
   */
  async append(records: Buffer, count: number, time: number): Promise<{ segment: Segment; offset: number }> {
    const { state, segmentBytes } = this.#options;
    const newest = state.segments.at(-1);
    const fits = newest && lastOf(newest) + 1 === state.next && newest.bytes + records.length <= segmentBytes;
    return fits && !this.#isBegun ? this.#extend(newest, records, count) : this.#begin(records, count, time);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close().catch(() => undefined);
  }

  async #extend(segment: Segment, records: Buffer, count: number): Promise<{ segment: Segment; offset: number }> {
    if (this.#file?.path !== segment.path) {
      await this.close();
      this.#file = { path: segment.path, handle: await this.#options.files.open(segment.path) };
    }
    const { handle } = this.#file;
    if (this.#flawed) await handle.truncate(segment.bytes);
    this.#flawed = true;
    await handle.writeThrough(records, segment.bytes);
    this.#flawed = false;
    const grown = { ...segment, count: segment.count + count, bytes: segment.bytes + records.length };
    return { segment: grown, offset: segment.bytes };
  }

  async #begin(records: Buffer, count: number, time: number): Promise<{ segment: Segment; offset: number }> {
    const { files, directory, epoch, state } = this.#options;
    const { chain, next: first } = state;
    await this.#cutBack();
    const path = join(directory, segmentName(chain, first));
    this.#isBegun = true;
    // Emptied when a failed attempt has left one: the number is given away again.
    const handle = await files.create(path);
    try {
      await handle.writeThrough(Buffer.concat([encodeSegmentHeader({ chain, epoch, first, time }), records]), 0);
      await files.syncDirectory(directory);
    } catch (error) {
      await handle.close().catch(() => undefined);
      this.#failed = path;
      throw error;
    }
    this.#failed = undefined;
    this.#isBegun = false;
    this.#file = { path, handle };
    const bytes = segmentHeaderBytes + records.length;
    return { segment: { path, first, time, count, bytes }, offset: segmentHeaderBytes };
  }

  /** Nothing is begun behind bytes of a failed write: after a restart they would pass for records. */
  async #cutBack(): Promise<void> {
    const newest = this.#options.state.segments.at(-1);
    if (this.#flawed && newest && this.#file?.path === newest.path) await this.#file.handle.truncate(newest.bytes);
    this.#flawed = false;
    await this.close();
  }

  /** Takes a failed write back; resolves when nothing of it can come back, after a power cut either. */
  async repair(): Promise<void> {
    const { files, directory, state } = this.#options;
    if (this.#failed !== undefined) {
      await files.remove(this.#failed);
      await files.syncDirectory(directory);
      this.#failed = undefined;
    }
    const newest = state.segments.at(-1);
    if (!this.#flawed || !newest || this.#file?.path !== newest.path) return;
    await this.#file.handle.truncate(newest.bytes);
    await this.#file.handle.datasync();
    this.#flawed = false;
  }
}
