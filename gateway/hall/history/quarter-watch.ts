import { z } from 'zod';
import type { Clock, Timer } from '../../../drivers/index.js';
import type { Calendar } from '../../device-file/months.js';
import type { Table } from '../../storage/store.js';
import { type DayRecord, quartersPerDay } from './day-record.js';
import type { Quarters } from './quarters.js';

/** Quarter hours of a day that were watched from their beginning to their end. */
export const watchedSchema = z.array(
  z
    .int()
    .min(0)
    .max(quartersPerDay - 1),
);

/** Days of which it is remembered; a day is taken into the history at the latest when the next one begins. */
const mostDays = 8;
/** The clock is looked at this soon after a quarter hour has ended, ms. */
const settleMs = 1_000;

export interface QuarterWatchOptions {
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly quarters: Quarters;
  /** By day. */
  readonly table: Table<number[]>;
  readonly onError: (error: unknown) => void;
}

/**
 * Knows when the gateway was there: a quarter hour in which it was off looks like one in which nobody came, and no forecast
 * may learn from it. One write in a quarter hour.
 */
export interface QuarterWatch {
  start(): void;
  /** What is known of a day. */
  of(day: string): Pick<DayRecord, 'open' | 'unwatched'>;
  stop(): void;
}

export function createQuarterWatch(options: QuarterWatchOptions): QuarterWatch {
  const { clock, calendar, quarters, table, onError } = options;
  let since = Number.POSITIVE_INFINITY;
  let timer: Timer | undefined;

  const note = (from: number) => {
    const day = calendar.day(from);
    const { quarter } = quarters.at(from);
    const known = table.get(day) ?? [];
    if (known.includes(quarter)) return;
    const days = [...table.entries()].map(([key]) => key).filter((key) => key !== day);
    const old = days.sort().slice(0, Math.max(0, days.length + 1 - mostDays));
    table
      .put(
        day,
        [...known, quarter],
        old.map((key) => table.change(key, undefined)),
      )
      .catch(onError);
  };
  const schedule = () => {
    const { from, to } = quarters.bounds(clock.now());
    timer = clock.setTimeout(
      () => {
        // A clock that was set meanwhile is at another place: that quarter hour was not watched to its end.
        const before = quarters.bounds(clock.now()).from;
        if (before === to && since <= from) note(from);
        if (before !== to && before !== from) since = clock.now();
        schedule();
      },
      to - clock.now() + settleMs,
    );
  };

  return {
    start() {
      since = clock.now();
      schedule();
    },
    of(day) {
      const open = quarters.open(day);
      const watched = new Set(table.get(day));
      const all = Array.from({ length: open.to - open.from }, (_, at) => open.from + at);
      return { open, unwatched: all.filter((quarter) => !watched.has(quarter)) };
    },
    stop() {
      timer?.cancel();
    },
  };
}
