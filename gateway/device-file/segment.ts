import { type Entry, fromStored } from './entry.js';
import { decodeLine, lines, linesBackwards } from './line.js';

/** One file of entries of a device: a month, or a part of one. */
export interface Segment {
  /** `2026-11.log`, `2026-11.2.log`, or `kept.log`. */
  readonly name: string;
  /** Local month in which all its entries were made; "" for those kept from months that are gone. */
  readonly month: string;
  readonly firstSeq: number;
  readonly bytes: number;
}

export const keptName = 'kept.log';
export const daysName = 'days.log';

/** Undefined for a file that is no segment of a month. */
export function monthOf(name: string): string | undefined {
  return /^(\d{4}-\d{2})(?:\.\d+)?\.log$/.exec(name)?.[1];
}

/** A name for a new segment of the month that none of `taken` has. */
export function freeName(month: string, taken: ReadonlySet<string>): string {
  if (!taken.has(`${month}.log`)) return `${month}.log`;
  for (let part = 2; ; part++) {
    const name = `${month}.${part}.log`;
    if (!taken.has(name)) return name;
  }
}

/** Which entries are wanted; the bounds of time are ms since 1970-01-01 UTC. */
export interface Wanted {
  /** Only entries with a smaller number. */
  readonly below: number;
  readonly from: number;
  /** Not itself wanted. */
  readonly until: number;
  /** Undefined = all. */
  readonly kinds: ReadonlySet<string> | undefined;
}

export const everything: Wanted = {
  below: Number.POSITIVE_INFINITY,
  from: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
  kinds: undefined,
};

/** What a line says of itself before it is parsed; looked at first, since most lines of a search are not wanted. */
const headPattern = /^[0-9a-f]{8} \{"q":(\d+),"k":"([a-z-]+)","t":(-?\d+(?:\.\d+)?)[,}]/;
const headBytes = 96;

/** The wanted entries of a segment, newest first. Damaged lines are left out. */
export function* entriesBackwards(bytes: Buffer, wanted: Wanted = everything): Generator<Entry> {
  // A search for what is rare, as parts, goes through years of what is not.
  if (wanted.kinds && ![...wanted.kinds].some((kind) => bytes.includes(`"k":"${kind}"`))) return;
  for (const line of linesBackwards(bytes)) {
    if (!isWanted(line, wanted)) continue;
    const entry = fromStored(decodeLine(line));
    if (entry) yield entry;
  }
}

/** Entries with a number over `above`, oldest first. */
export function* entriesAfter(bytes: Buffer, above: number): Generator<Entry> {
  for (const line of lines(bytes)) {
    if (Number(headOf(line)?.[1] ?? 0) <= above) continue;
    const entry = fromStored(decodeLine(line));
    if (entry) yield entry;
  }
}

function headOf(line: Buffer): RegExpExecArray | null {
  return headPattern.exec(line.toString('latin1', 0, Math.min(line.length, headBytes)));
}

function isWanted(line: Buffer, { below, from, until, kinds }: Wanted): boolean {
  const head = headOf(line);
  if (!head) return false;
  const at = Number(head[3]);
  return Number(head[1]) < below && at >= from && at < until && (kinds === undefined || kinds.has(head[2] ?? ''));
}
