import type { HallView } from '../../../../gateway/hall/hall-queue.js';
import { type DayRecord, quartersPerDay } from '../../../../gateway/hall/history/day-record.js';

const dayMs = 86_400_000;

export const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

export function emptyDay(day: string, change: Partial<DayRecord> = {}): DayRecord {
  return {
    day,
    services: {},
    arrivals: new Array<number>(quartersPerDay).fill(0),
    open: { from: 36, to: 68 },
    unwatched: [],
    ...change,
  };
}

export function emptyView(day: string, change: Partial<HallView> = {}): HallView {
  return {
    day,
    services: [],
    counters: [],
    waiting: [],
    openCounters: 0,
    ratio: undefined,
    arrivals: new Array<number>(quartersPerDay).fill(0),
    ...change,
  };
}
