import type { Entry } from './entry.js';
import type { History } from './history.js';

export interface PageQuery {
  /** ms since 1970-01-01 UTC. */
  readonly from?: number | undefined;
  /** ms since 1970; not itself wanted. */
  readonly until?: number | undefined;
  readonly kinds?: readonly string[] | undefined;
  /** Only entries with a smaller number: where the page before ended. */
  readonly below?: number | undefined;
  readonly limit: number;
}

export interface Page {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** `below` of the next page; undefined when there is none. */
  readonly next: number | undefined;
}

/** A reply must go through every broker, bytes. */
const maxPageBytes = 128 * 1024;

/**
 * Entries of a device, newest first. Numbers never change and newer ones are greater, so a page begins where the one before
 * ended, whatever was written or dropped meanwhile.
 */
export async function pageOf(history: History, { from, until, kinds, below, limit }: PageQuery): Promise<Page> {
  const entries: Entry[] = [];
  let bytes = 0;
  const wanted = {
    below: below ?? Number.POSITIVE_INFINITY,
    from: from ?? Number.NEGATIVE_INFINITY,
    until: until ?? Number.POSITIVE_INFINITY,
    kinds: kinds && new Set(kinds),
  };
  for await (const entry of history.backwards(wanted)) {
    bytes += JSON.stringify(entry.data).length;
    const isFull = entries.length >= limit || (entries.length > 0 && bytes > maxPageBytes);
    if (isFull) return { entries, next: entries.at(-1)?.seq };
    entries.push(entry);
  }
  return { entries, next: undefined };
}
