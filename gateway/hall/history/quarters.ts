import type { BranchHours } from '../../../drivers/index.js';
import type { Calendar } from '../../device-file/months.js';
import { zoneClock } from '../../hours/zone-clock.js';
import { type DayRecord, quartersPerDay } from './day-record.js';

const quarterMs = 900_000;
const dayMs = 86_400_000;

/** Quarter hours of the branch's days, by its wall clock. */
export interface Quarters {
  /** The quarter hour at `at`, ms since 1970, 0 to 95, and how much of it is over, 0 to 1. */
  at(at: number): { readonly quarter: number; readonly part: number };
  /** When the quarter hour at `at` began and when the next one does, ms since 1970. */
  bounds(at: number): { readonly from: number; readonly to: number };
  /** `HH:MM` at which it begins; 24:00 for the one after the last. */
  text(quarter: number): string;
  /** The opening hours of a local day, e.g. 2026-11-26: 0 to 96 where none are known, 0 to 0 of a day that stays closed. */
  open(day: string): DayRecord['open'];
}

/** @param timezone IANA name. */
export function branchQuarters(timezone: string, calendar: Calendar, hours: BranchHours | undefined): Quarters {
  const zone = zoneClock(timezone);
  const intoDay = (at: number) => ((zone.wallAt(at) % dayMs) + dayMs) % dayMs;
  return {
    at(at) {
      const into = intoDay(at) / quarterMs;
      return { quarter: Math.floor(into), part: into % 1 };
    },
    // Zones differ from UTC by whole quarter hours, so theirs and its quarter hours are the same.
    bounds(at) {
      const from = Math.floor(at / quarterMs) * quarterMs;
      return { from, to: from + quarterMs };
    },
    text: (quarter) => [Math.floor(quarter / 4), (quarter % 4) * 15].map((n) => String(n).padStart(2, '0')).join(':'),
    open(day) {
      if (!hours) return { from: 0, to: quartersPerDay };
      const begins = calendar.dayStart(day);
      const ends = calendar.dayEnd(begins);
      const opens = hours.isOpen(begins) ? begins : hours.nextChange(begins);
      if (opens === undefined || opens >= ends) return { from: 0, to: 0 };
      const closes = hours.nextChange(opens) ?? ends;
      return {
        from: Math.floor(intoDay(opens) / quarterMs),
        to: closes >= ends ? quartersPerDay : Math.ceil(intoDay(closes) / quarterMs),
      };
    },
  };
}
