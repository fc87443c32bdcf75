import type { Counts } from './totals.js';

/** The local day and the totals at its first reading. */
export interface DayStart {
  /** Local date, e.g. `2026-11-23`. */
  readonly day: string;
  readonly total: Counts;
}

/** Local date of `timeMs` (ms since 1970 UTC) in an IANA timezone, as `YYYY-MM-DD`. */
export function localDay(timeMs: number, timezone: string): string {
  const options = { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = new Intl.DateTimeFormat('en', options).formatToParts(timeMs);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** `start` while its day lasts, else a new one that begins with `total`. */
export function startOfDay(start: DayStart | undefined, day: string, total: Counts): DayStart {
  return start?.day === day ? start : { day, total };
}

/** People inside: who came in since the day's first reading less who left; never below 0 (early staff is not counted). */
export function peopleInside(start: DayStart, total: Counts): number {
  return Math.max(0, total.in - start.total.in - (total.out - start.total.out));
}
