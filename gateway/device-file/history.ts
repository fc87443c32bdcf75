import { join } from 'node:path';
import type { Files } from '../storage/files.js';
import { type Appender, appender, openAppender } from './appender.js';
import { type Entry, fromStored, keptKinds, toStored } from './entry.js';
import { decodeLine, encodeLine, lines } from './line.js';
import type { Calendar } from './months.js';
import {
  entriesAfter,
  entriesBackwards,
  everything,
  freeName,
  keptName,
  monthOf,
  type Segment,
  type Wanted,
} from './segment.js';

export interface HistoryOptions {
  readonly files: Files;
  /** `device-files/{deviceId}`; made with the first entry. */
  readonly directory: string;
  readonly calendar: Calendar;
  /** A segment that would grow over this goes on in another one of the same month, bytes. Default 1 MiB. */
  readonly segmentBytes?: number;
  /** Most that is kept of months that are gone, bytes. Default 256 KiB. */
  readonly keptBytes?: number;
}

/** The end of a file of entries. */
interface Tail {
  readonly seq: number;
  readonly xSeq: number;
  /** ms since 1970; undefined where there is no entry. */
  readonly at: number | undefined;
}

/** What is read to find a segment's first number, bytes. */
const firstLineBytes = 4_096;
const defaultSegmentBytes = 1024 * 1024;
const defaultKeptBytes = 256 * 1024;

/** The entries of one device on disk. Nothing of them is in memory but names, sizes and the last numbers. */
export class History {
  readonly #options: HistoryOptions;
  #segments: (Segment & { readonly writer: Appender | undefined })[] = [];
  #tail: Tail = { seq: 0, xSeq: 0, at: undefined };

  private constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** Reads the first line of every segment and the newest segment. Rejects with the disk's error. */
  static async open(options: HistoryOptions): Promise<History> {
    const history = new History(options);
    await history.#find();
    return history;
  }

  get tail(): Tail {
    return this.#tail;
  }

  /** All but the kept ones, oldest first. */
  get months(): readonly Segment[] {
    return this.#segments.filter(({ month }) => month !== '').map((segment) => sized(segment));
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + sized(segment).bytes, 0);
  }

  /** Resolves when the entries, whose numbers follow the last one, survive a power cut. */
  async append(entries: readonly Entry[]): Promise<void> {
    for (let done = 0; done < entries.length; ) {
      const month = this.#options.calendar.month(entries[done]?.at ?? 0);
      const rest = entries.slice(done);
      const other = rest.findIndex(({ at }) => this.#options.calendar.month(at) !== month);
      const together = other < 0 ? rest : rest.slice(0, other);
      await this.#segmentFor(month, together).append(together.map(toStored));
      const last = together[together.length - 1];
      if (last) this.#tail = { seq: last.seq, xSeq: Math.max(this.#tail.xSeq, last.xSeq), at: last.at };
      done += together.length;
    }
  }

  /** The wanted entries, newest first. Segments of months that cannot have any are not opened. */
  async *backwards(wanted: Wanted = everything): AsyncGenerator<Entry> {
    const { calendar } = this.#options;
    const months = { from: monthAt(calendar, wanted.from), until: monthAt(calendar, wanted.until) };
    for (const segment of [...this.#segments].reverse()) {
      if (segment.firstSeq >= wanted.below) continue;
      const { month } = segment;
      if (month !== '' && (month < (months.from ?? month) || month > (months.until ?? month))) continue;
      yield* entriesBackwards(await this.#read(segment), wanted);
    }
  }

  /** Entries with a number over `above`, oldest first. */
  async *after(above: number): AsyncGenerator<Entry> {
    for (const [index, segment] of this.#segments.entries()) {
      const next = this.#segments[index + 1];
      if (next && next.firstSeq <= above + 1) continue;
      yield* entriesAfter(await this.#read(segment), above);
    }
  }

  /** Removes the oldest segment; what must not be forgotten goes to the kept ones first. Tells what went. */
  async dropOldest(): Promise<{ readonly month: string; readonly entries: number; readonly kept: number } | undefined> {
    const oldest = this.#segments.find(({ month }) => month !== '');
    if (!oldest) return undefined;
    const entries = [...entriesAfter(await this.#read(oldest), 0)];
    const kept = entries.filter(({ kind }) => keptKinds.has(kind));
    if (kept.length > 0) await this.#keep(kept);
    await this.#options.files.remove(join(this.#options.directory, oldest.name));
    this.#segments = this.#segments.filter((segment) => segment !== oldest);
    return { month: oldest.month, entries: entries.length, kept: kept.length };
  }

  /** Removes what is kept as well: the device is gone for good. */
  async dropAll(): Promise<void> {
    const { files, directory } = this.#options;
    for (const { name } of await files.list(directory)) await files.remove(join(directory, name));
    this.#segments = [];
  }

  async #find(): Promise<void> {
    const { files, directory } = this.#options;
    const found = await files.list(directory).catch(() => []);
    for (const { name, bytes } of found) {
      const month = name === keptName ? '' : monthOf(name);
      if (month === undefined || bytes === 0) continue;
      const path = join(directory, name);
      const start = Buffer.from(await files.readStart(path, Math.min(bytes, firstLineBytes)));
      const firstSeq = firstSeqOf(start) ?? firstSeqOf(Buffer.from((await files.read(path)) ?? []));
      // Not one good line: it says nothing and is in nobody's way.
      if (firstSeq !== undefined) this.#segments.push({ name, month, firstSeq, bytes, writer: undefined });
    }
    this.#segments.sort((a, b) => Number(a.month !== '') - Number(b.month !== '') || a.firstSeq - b.firstSeq);
    await this.#findTail();
  }

  async #findTail(): Promise<void> {
    for (let index = this.#segments.length - 1; index >= 0; index--) {
      const segment = this.#segments[index];
      if (!segment) break;
      const opened = await openAppender(this.#options.files, join(this.#options.directory, segment.name));
      if (index === this.#segments.length - 1) this.#segments[index] = { ...segment, writer: opened.appender };
      const [newest] = entriesBackwards(opened.bytes);
      if (!newest) continue;
      this.#tail = { seq: newest.seq, xSeq: newest.xSeq, at: newest.at };
      return;
    }
  }

  /** The newest segment where it is of this month and has room, else a new one. A clock put back begins a new one too. */
  #segmentFor(month: string, entries: readonly Entry[]): Appender {
    const { files, directory, segmentBytes = defaultSegmentBytes } = this.#options;
    const newest = this.#segments.at(-1);
    if (newest?.month === month && newest.writer && newest.writer.bytes < segmentBytes) return newest.writer;
    const name = freeName(month, new Set(this.#segments.map((segment) => segment.name)));
    const writer = appender(files, join(directory, name), undefined);
    this.#segments.push({ name, month, firstSeq: entries[0]?.seq ?? 0, bytes: 0, writer });
    return writer;
  }

  async #keep(entries: readonly Entry[]): Promise<void> {
    const { files, directory, keptBytes = defaultKeptBytes } = this.#options;
    const path = join(directory, keptName);
    const { appender: writer, bytes } = await openAppender(files, path);
    const before = [...entriesAfter(bytes, 0)];
    // A kill between keeping and removing must not keep twice.
    const missing = entries.filter(({ seq }) => seq > (before.at(-1)?.seq ?? 0));
    const all = newestWithin([...before, ...missing], keptBytes);
    const size = all.length === before.length + missing.length ? undefined : await this.#rewriteKept(path, all);
    if (size === undefined && missing.length > 0) await writer.append(missing.map(toStored));
    this.#segments = [
      { name: keptName, month: '', firstSeq: all[0]?.seq ?? 1, bytes: size ?? writer.bytes, writer: undefined },
      ...this.#segments.filter(({ name }) => name !== keptName),
    ];
  }

  /** A whole file first, which then takes the place of the old one. */
  async #rewriteKept(path: string, entries: readonly Entry[]): Promise<number> {
    const { files, directory } = this.#options;
    const fresh = `${path}.new`;
    await files.remove(fresh);
    const writer = appender(files, fresh, undefined);
    await writer.append(entries.map(toStored));
    await files.rename(fresh, path);
    await files.syncDirectory(directory);
    return writer.bytes;
  }

  async #read({ name }: Segment): Promise<Buffer> {
    // Dropped while a page was read: it has no entries any more.
    const bytes = (await this.#options.files.read(join(this.#options.directory, name))) ?? new Uint8Array();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

function sized({ name, month, firstSeq, bytes, writer }: Segment & { readonly writer: Appender | undefined }): Segment {
  return { name, month, firstSeq, bytes: writer?.bytes ?? bytes };
}

function firstSeqOf(bytes: Buffer): number | undefined {
  for (const line of lines(bytes)) {
    const entry = fromStored(decodeLine(line));
    if (entry) return entry.seq;
  }
  return undefined;
}

function monthAt(calendar: Calendar, at: number): string | undefined {
  return Number.isFinite(at) ? calendar.month(at) : undefined;
}

/** All of them where they fit; else the newest that fill half of it, so that not every later one makes it over-full. */
function newestWithin(entries: readonly Entry[], bytes: number): readonly Entry[] {
  const sizes = entries.map((entry) => encodeLine(toStored(entry)).length);
  if (sizes.reduce((sum, size) => sum + size, 0) <= bytes) return entries;
  let room = bytes / 2;
  let first = entries.length;
  while (first > 0 && room >= (sizes[first - 1] ?? 0)) {
    first -= 1;
    room -= sizes[first] ?? 0;
  }
  return entries.slice(first);
}
