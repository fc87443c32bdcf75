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
  /** What a failed write may have left, until it is cut off or removed. */
  #looseBytes = 0;

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

  get looseBytes(): number {
    return this.#looseBytes;
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
    this.#looseBytes = records.length;
    await handle.writeThrough(records, segment.bytes);
    this.#flawed = false;
    this.#looseBytes = 0;
    const grown = { ...segment, count: segment.count + count, bytes: segment.bytes + records.length };
    return { segment: grown, offset: segment.bytes };
  }

  async #begin(records: Buffer, count: number, time: number): Promise<{ segment: Segment; offset: number }> {
    const { files, directory, epoch, state } = this.#options;
    const { chain, next: first } = state;
    await this.#cutBack();
    const path = join(directory, segmentName(chain, first));
    const bytes = segmentHeaderBytes + records.length;
    this.#isBegun = true;
    this.#looseBytes = bytes;
    // Emptied when a failed attempt has left one: the number is given away again.
    const handle = await files.create(path);
    try {
      await handle.writeThrough(Buffer.concat([encodeSegmentHeader({ chain, epoch, first, time }), records]), 0);
      await files.syncDirectory(directory);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await this.repair().catch(() => undefined);
      throw error;
    }
    this.#isBegun = false;
    this.#looseBytes = 0;
    this.#file = { path, handle };
    return { segment: { path, first, time, count, bytes }, offset: segmentHeaderBytes };
  }

  /** Nothing is begun behind bytes of a failed write: after a restart they would pass for records. */
  async #cutBack(): Promise<void> {
    const newest = this.#options.state.segments.at(-1);
    if (this.#flawed && newest && this.#file?.path === newest.path) {
      await this.#file.handle.truncate(newest.bytes);
      await this.#file.handle.datasync();
    }
    this.#flawed = false;
    await this.close();
  }

  /** Gives the space of a failed write back, for good: no power cut brings it back. Rejects where that is not possible yet. */
  async repair(): Promise<void> {
    if (this.#looseBytes === 0) return;
    const { files, directory, state } = this.#options;
    if (this.#isBegun) {
      await files.remove(join(directory, segmentName(state.chain, state.next)));
      await files.syncDirectory(directory);
    } else await this.#cutBack();
    this.#looseBytes = 0;
  }
}
