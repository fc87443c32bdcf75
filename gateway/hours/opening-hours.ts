import type { BranchHours } from '../../drivers/index.js';
import { daysOf } from './week.js';
import { type ZoneClock, zoneClock } from './zone-clock.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** How many days ahead `nextChange` looks. */
const aheadDays = 8;

interface Period {
  /** ms since 1970-01-01 UTC; open from `opens` until just before `closes`. */
  readonly opens: number;
  readonly closes: number;
}

/**
 * The opening hours of a configuration, by the wall clock of its time zone: `{ "mon-fri": "09:00-17:00" }`, each day at
 * most once, 24:00 allowed as closing time. A day of daylight saving opens and closes once like any other: at the first
 * moment that shows the opening time, until the last that shows the closing time.
 */
export function openingHours(hours: Readonly<Record<string, string>>, timezone: string): BranchHours {
  const week = new Map(Object.entries(hours).flatMap(([range, times]) => daysOf(range).map((day) => [day, times])));
  let clock: ZoneClock | undefined;

  /** Periods of the local days from `first` to `last` days after the one at `at`, in order, joined where they meet. */
  function periods(at: number, first: number, last: number): Period[] {
    clock ??= zoneClock(timezone);
    const today = Math.floor(clock.wallAt(at) / dayMs);
    const found: Period[] = [];
    for (let day = today + first; day <= today + last; day++) {
      const period = periodOf(day, clock);
      const before = found.at(-1);
      if (period && before && period.opens <= before.closes) {
        found[found.length - 1] = { opens: before.opens, closes: Math.max(before.closes, period.closes) };
      } else if (period) found.push(period);
    }
    return found;
  }

  /** @param day days since 1970-01-01 of the local calendar. */
  function periodOf(day: number, { momentsOf }: ZoneClock): Period | undefined {
    const times = week.get(weekdayOf(day));
    if (times === undefined) return undefined;
    const [opening = '', closing = ''] = times.split('-');
    const period = {
      opens: momentsOf(day * dayMs + msOf(opening)).first,
      closes: momentsOf(day * dayMs + msOf(closing)).last,
    };
    return period.opens < period.closes ? period : undefined;
  }

  return {
    isOpen: (at) => periods(at, -1, 1).some(({ opens, closes }) => opens <= at && at < closes),
    nextChange(at) {
      // A day more than is answered for, so that the end of the last is known not to be joined to a next one.
      const changes = periods(at, -1, aheadDays + 1).flatMap(({ opens, closes }) => [opens, closes]);
      return changes.find((change) => change > at && change <= at + aheadDays * dayMs);
    },
  };
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): string {
  return ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'][((day % 7) + 7) % 7] ?? '';
}

function msOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return (hour * 60 + minute) * minuteMs;
}
