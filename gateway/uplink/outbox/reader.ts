import { type Clock, sleep } from '../../../drivers/index.js';
import type { Files, ReadableFile } from '../../storage/files.js';
import { type ChainState, lastOf, type Segment } from './chain.js';
import type { OutboxRecord } from './outbox.js';
import { claimedBytes, readRecord, recordEnd, segmentHeaderBytes, seqOf } from './record.js';

/** Bytes read ahead at a time: what is in memory of a backlog, however long it is. */
const chunkBytes = 256 * 1024;
/** How often and how far apart a read that fails is tried again before its records count as damaged. */
const readAttempts = 5;
const readRetryMs = 1_000;

export interface ReaderOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly state: ChainState;
  /** `take` may have something again. */
  readonly onReadable: () => void;
  /** These records are on no disk any more. */
  readonly onDamaged: (first: number, last: number) => void;
}

/** Hands out the records of one chain in order, reading ahead from disk. */
export class ChainReader {
  readonly #options: ReaderOptions;
  /** The file it is in; undefined before the first one. */
  #segment: Segment | undefined;
  #buffer: Buffer = Buffer.alloc(0);
  /** Next record in the buffer. */
  #at = 0;
  /** Where in the file the buffer begins. */
  #bufferOffset = segmentHeaderBytes;
  /** Seq of the next record of this file. */
  #expected = 0;
  #loading: Promise<void> | undefined;
  /** Changes whenever the place changes, so that a read under way for the old one is dropped. */
  #place = 0;
  #file: { readonly path: string; readonly opened: Promise<ReadableFile> } | undefined;
  #held = false;
  #closed = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  take(): OutboxRecord | undefined {
    const { state } = this.#options;
    while (!this.#loading && !this.#held && !this.#closed) {
      const found = this.#next();
      if (!found) {
        if (this.#advance()) continue;
        return undefined;
      }
      if (!state.isOpen(found.seq)) continue;
      state.sent = Math.max(state.sent, found.seq);
      return readRecord(state.chain, this.#buffer, found.at, found.end);
    }
    return undefined;
  }

  /** Begins again at the oldest record that is not acknowledged. */
  rewind(): void {
    const { acked, segments } = this.#options.state;
    this.#goTo(segments.find((segment) => lastOf(segment) > acked) ?? segments.at(-1));
  }

  /** What was just appended to the newest file at `offset`: saves reading it back where the reader stands there. */
  offer(bytes: Buffer, offset: number): void {
    const isNewest = this.#segment?.first === this.#options.state.segments.at(-1)?.first;
    const isThere = this.#at === this.#buffer.length && this.#bufferOffset + this.#at === offset;
    if (!isNewest || !isThere || this.#loading) return;
    this.#buffer = bytes;
    this.#bufferOffset = offset;
    this.#at = 0;
  }

  /** Nothing is handed out until `release`. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    if (!this.#closed) this.#options.onReadable();
  }

  /** The file is about to go. */
  leave({ first }: Segment): void {
    if (this.#segment && this.#segment.first <= first) this.#goTo(this.#after(first));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#loading;
    await this.#closeFile();
  }

  /** The file it is in as it is now: bytes may have come since, and another file may have been begun behind it. */
  #current(): Segment | undefined {
    const { segments } = this.#options.state;
    const first = this.#segment?.first;
    if (first === undefined) return undefined;
    const newest = segments.at(-1);
    const current = newest?.first === first ? newest : segments.find((segment) => segment.first === first);
    this.#segment = current ?? this.#segment;
    return this.#segment;
  }

  #after(first: number): Segment | undefined {
    return this.#options.state.segments.find((segment) => segment.first > first);
  }

  #goTo(segment: Segment | undefined): void {
    this.#place += 1;
    this.#segment = segment;
    this.#buffer = Buffer.alloc(0);
    this.#at = 0;
    this.#bufferOffset = segmentHeaderBytes;
    this.#expected = segment?.first ?? 0;
  }

  /** The next sound record of the buffer; undefined when there is none in it. Damage is passed over and told. */
  #next(): { seq: number; at: number; end: number } | undefined {
    const segment = this.#current();
    while (segment && this.#at < this.#buffer.length) {
      const at = this.#at;
      const end = recordEnd(this.#buffer, at, segment.bytes - this.#bufferOffset - at);
      if (end === 'short') return undefined;
      if (end === 'bad' || !this.#fits(seqOf(this.#buffer, at), segment)) {
        this.#at += 1;
        continue;
      }
      const seq = seqOf(this.#buffer, at);
      if (seq > this.#expected) this.#options.onDamaged(this.#expected, seq - 1);
      this.#expected = seq + 1;
      this.#at = end;
      return { seq, at, end };
    }
    return undefined;
  }

  #fits(seq: number, segment: Segment): boolean {
    return seq >= this.#expected && seq <= lastOf(segment);
  }

  /** Reads on or goes to the next file; false when it has to wait for a read or for new records. */
  #advance(): boolean {
    const segment = this.#current();
    if (!segment) {
      const { segments } = this.#options.state;
      if (segments.length === 0) return false;
      this.rewind();
      return true;
    }
    if (this.#bufferOffset + this.#at < segment.bytes) {
      this.#loading = this.#load(segment, this.#place).finally(() => {
        this.#loading = undefined;
        if (!this.#closed) this.#options.onReadable();
      });
      return false;
    }
    const isNewest = this.#options.state.segments.at(-1)?.first === segment.first;
    const next = isNewest ? undefined : this.#after(segment.first);
    if (!next) return false;
    if (this.#expected < next.first) this.#options.onDamaged(this.#expected, next.first - 1);
    this.#goTo(next);
    return true;
  }

  async #load(segment: Segment, place: number): Promise<void> {
    const offset = this.#bufferOffset + this.#at;
    const rest = this.#buffer.length - this.#at;
    const wanted = rest > 0 ? claimedBytes(this.#buffer, this.#at) : 0;
    const buffer = Buffer.allocUnsafe(Math.min(Math.max(chunkBytes, wanted), segment.bytes - offset));
    const read = await this.#read(segment, buffer, offset, place);
    if (this.#place !== place || this.#closed) return;
    this.#bufferOffset = offset;
    this.#buffer = buffer.subarray(0, read);
    this.#at = 0;
    if (read > 0) return;
    // Nothing of the rest of this file can be read: what it held is lost.
    this.#bufferOffset = segment.bytes;
    if (this.#expected <= lastOf(segment)) this.#options.onDamaged(this.#expected, lastOf(segment));
    this.#expected = lastOf(segment) + 1;
  }

  /** Bytes read; 0 when nothing can be read, or the place has changed meanwhile. */
  async #read(segment: Segment, into: Buffer, offset: number, place: number): Promise<number> {
    const { clock } = this.#options;
    for (let attempt = 1; attempt <= readAttempts && this.#place === place && !this.#closed; attempt++) {
      try {
        const file = await this.#open(segment);
        return await file.read(into, offset);
      } catch {
        await this.#closeFile();
        if (attempt < readAttempts && this.#place === place) await sleep(clock, readRetryMs);
      }
    }
    return 0;
  }

  async #open({ path }: Segment): Promise<ReadableFile> {
    if (this.#file?.path !== path) {
      await this.#closeFile();
      this.#file = { path, opened: this.#options.files.openToRead(path) };
    }
    return this.#file?.opened as Promise<ReadableFile>;
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.opened.then((opened) => opened.close()).catch(() => undefined);
  }
}
