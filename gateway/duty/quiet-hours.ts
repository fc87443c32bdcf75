import type { BranchHours } from '../../drivers/index.js';
import { openingHours } from '../hours/opening-hours.js';

/** When people are left alone, by the wall clock of the branch. */
export interface QuietHours {
  isQuiet(at: number): boolean;
  /** The next beginning or end after `at`, ms since 1970; undefined when there is none within 8 days. */
  nextChange(at: number): number | undefined;
}

export const neverQuiet: QuietHours = { isQuiet: () => false, nextChange: () => undefined };

export interface QuietSettings {
  /** `20:00-07:30`, `outside-hours`, or undefined for none. */
  readonly quietHours: string | undefined;
  readonly timezone: string;
  /** Opening hours of the branch; absent = not known. */
  readonly hours: Readonly<Record<string, string>> | undefined;
}

export function quietHoursOf({ quietHours, timezone, hours }: QuietSettings): QuietHours {
  if (quietHours === undefined) return neverQuiet;
  if (quietHours === 'outside-hours') return hours ? outside(openingHours(hours, timezone)) : neverQuiet;
  const [from = '', to = ''] = quietHours.split('-');
  const everyDay = (times: string) => openingHours({ 'mon-sun': times }, timezone);
  // Over midnight: all but the time between its end and its beginning on the same day.
  if (to < from) return outside(everyDay(`${to}-${from}`));
  const { isOpen, nextChange } = everyDay(quietHours);
  return { isQuiet: isOpen, nextChange };
}

function outside({ isOpen, nextChange }: BranchHours): QuietHours {
  return { isQuiet: (at) => !isOpen(at), nextChange };
}

/** Quiet hours change at most this often between a raise and its limit; beyond it the limit counts every hour. */
const mostChanges = 1_000;

/** The moment `ms` after `from`, during quiet hours not counted. */
export function addedOutside({ isQuiet, nextChange }: QuietHours, from: number, ms: number): number {
  let [at, left] = [from, ms];
  for (let round = 0; round < mostChanges; round++) {
    const change = nextChange(at);
    if (change === undefined) break;
    if (!isQuiet(at)) {
      if (change - at >= left) break;
      left -= change - at;
    }
    at = change;
  }
  return at + left;
}
