import type { BranchHours } from '../../drivers/index.js';
import type { Calendar } from '../device-file/months.js';
import type { RoutineName } from './report-schema.js';

/** What runs by itself. */
export type DailyRoutine = Extract<RoutineName, 'opening' | 'reset' | 'closing'>;

/** The last local day each routine was done for. */
export type Done = { readonly [Routine in DailyRoutine]?: string | undefined };

export interface DueOptions {
  readonly hours: BranchHours;
  readonly calendar: Calendar;
  readonly openingMinutes: number;
  readonly resetMinutes: number;
  /** Minutes after closing for which the last customers are waited for. */
  readonly closingMinutes: number;
}

export interface Due {
  readonly routine: DailyRoutine;
  readonly day: string;
}

/**
 * What is to be done at `now` (ms since 1970-01-01 UTC) and was not done for its day yet. A routine that was missed, as
 * the gateway was off, is done late while it still makes sense: before and while the branch is open, or after it has closed.
 */
export function dueAt(options: DueOptions, done: Done, now: number, hallIsBusy: boolean): Due[] {
  const { hours, calendar, openingMinutes, resetMinutes } = options;
  if (hours.isOpen(now)) return undone(done, calendar.day(now), ['opening', 'reset']);
  const opens = hours.nextChange(now);
  const minutesLeft = opens === undefined ? Number.POSITIVE_INFINITY : (opens - now) / 60_000;
  const day = calendar.day(opens ?? now);
  const before: DailyRoutine[] = [];
  if (minutesLeft <= openingMinutes) before.push('opening');
  if (minutesLeft <= resetMinutes) before.push('reset');
  if (before.length > 0) return undone(done, day, before);
  return closingDue(options, done, now, hallIsBusy);
}

/** When it can next change what is due, ms since 1970-01-01 UTC; undefined where no opening or closing is near. */
export function nextLook(options: DueOptions, now: number): number | undefined {
  const { hours, openingMinutes, resetMinutes, closingMinutes } = options;
  const change = hours.nextChange(now);
  if (change === undefined) return undefined;
  const moments = hours.isOpen(now)
    ? [change, change + closingMinutes * 60_000]
    : [change - openingMinutes * 60_000, change - resetMinutes * 60_000, change];
  return moments.find((moment) => moment > now);
}

/** True where all is expected to be switched off: the closing routine is done and the next opening is not near. */
export function isShut(options: DueOptions, done: Done, now: number): boolean {
  const { hours, openingMinutes } = options;
  if (hours.isOpen(now) || done.opening === undefined || done.closing !== done.opening) return false;
  const opens = hours.nextChange(now);
  return opens === undefined || opens - now > openingMinutes * 60_000;
}

/** Of a day that nobody opened there is nothing to close. */
function closingDue({ hours, closingMinutes }: DueOptions, done: Done, now: number, hallIsBusy: boolean): Due[] {
  const day = done.opening;
  if (day === undefined || done.closing === day) return [];
  // The branch was open at that moment only where it has closed since.
  const isPatient = hours.isOpen(now - closingMinutes * 60_000);
  return hallIsBusy && isPatient ? [] : [{ routine: 'closing', day }];
}

function undone(done: Done, day: string, routines: readonly DailyRoutine[]): Due[] {
  return routines.flatMap((routine) => (done[routine] === day ? [] : [{ routine, day }]));
}
