/** Bytes of JSON after which a page ends, so that an answer passes any broker. */
const pageBytes = 48 * 1024;

export interface PageRequest {
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page<T> {
  readonly entries: T[];
  /** Where the next page goes on; undefined after the last one. */
  readonly next: string | undefined;
}

/**
 * A page of what has a key, in the order of the keys. The cursor is the last key said, so whatever comes or goes between two
 * pages, nothing that stays is said twice or left out.
 */
export function pageOf<T, Told>(
  all: readonly (readonly [string, T])[],
  { cursor, limit }: PageRequest,
  tell: (value: T) => Told,
): Page<Told> {
  const sorted = all
    .filter(([key]) => cursor === undefined || key > cursor)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const entries: Told[] = [];
  let bytes = 0;
  for (const [at, [, value]] of sorted.entries()) {
    const entry = tell(value);
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (entries.length >= limit || (entries.length > 0 && bytes > pageBytes)) {
      return { entries, next: sorted[at - 1]?.[0] };
    }
    entries.push(entry);
  }
  return { entries, next: undefined };
}
