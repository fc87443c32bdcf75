import { indexOf, recordEnd, segmentHeaderBytes, seqOf, timeOf } from './record.js';

export interface Tail {
  /** Records from the first one to the last good one; those of damaged bytes in between are counted. */
  readonly count: number;
  /** Where the last good record ends; what is behind it goes. */
  readonly end: number;
  /** ms since 1970 of the last good record. */
  readonly time: number | undefined;
}

/**
 * Finds the end of the newest file of a chain, whose first record has the seq `first`. A bad record is where an
 * unfinished commit begins, unless a good one behind it belongs to a later commit: commits are written one after the
 * other, each when the one before is on disk, so the bad one had been good.
 */
export function scanTail(file: Buffer, first: number): Tail {
  let tail: Tail = { count: 0, end: segmentHeaderBytes, time: undefined };
  /** First seq that is missing behind the good ones; what is looked for then is proof that it was on disk. */
  let missing: number | undefined;
  for (let at = segmentHeaderBytes; at < file.length; ) {
    const end = recordEnd(file, at, file.length - at);
    const seq = typeof end === 'number' ? seqOf(file, at) : 0;
    const isNext = seq >= first + tail.count && seq <= first + file.length;
    if (typeof end !== 'number' || !isNext) {
      missing ??= first + tail.count;
      at += 1;
      continue;
    }
    missing = seq > first + tail.count ? (missing ?? first + tail.count) : missing;
    const commitBegins = seq - indexOf(file, at);
    if (missing !== undefined && commitBegins <= missing) {
      at = end;
      continue;
    }
    missing = undefined;
    tail = { count: seq - first + 1, end, time: timeOf(file, at) };
    at = end;
  }
  return tail;
}
