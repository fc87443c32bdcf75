import { zoneClock } from '../hours/zone-clock.js';

const dayMs = 86_400_000;

/** Days and months of the branch's own calendar, in texts that sort: `2026-11-26`, `2026-11`. */
export interface Calendar {
  day(at: number): string;
  month(at: number): string;
  /** The moment at which the day of `at` ends, ms since 1970-01-01 UTC; a day of daylight saving has 23 or 25 hours. */
  dayEnd(at: number): number;
  /** The moment at which that day begins. */
  dayStart(day: string): number;
}

/** @param timezone IANA name. */
export function branchCalendar(timezone: string): Calendar {
  const clock = zoneClock(timezone);
  let cached = { text: '', from: 0, until: 0 };

  const startOf = (number: number) => clock.momentsOf(number * dayMs).first;
  const dayOf = (at: number) => {
    if (at >= cached.from && at < cached.until) return cached;
    const number = Math.floor(clock.wallAt(at) / dayMs);
    const text = new Date(number * dayMs).toISOString().slice(0, 10);
    cached = { text, from: startOf(number), until: startOf(number + 1) };
    return cached;
  };
  return {
    day: (at) => dayOf(at).text,
    month: (at) => dayOf(at).text.slice(0, 7),
    dayEnd: (at) => dayOf(at).until,
    dayStart: (day) => startOf(Date.parse(`${day}T00:00:00Z`) / dayMs),
  };
}
