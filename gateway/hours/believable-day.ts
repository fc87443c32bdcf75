const dayMs = 86_400_000;
/** Further ahead than this a clock that no time server has set is not believed, days. */
const mostAheadDays = 31;

/**
 * Whether it may be the local day `today` where `known` was one of late (both `YYYY-MM-DD`). A machine that was started anew
 * may have a clock from 1970 or 2099 until a time server sets it: what goes by days must wait for that.
 */
export function isBelievableDay(known: string, today: string, clockSynced: boolean): boolean {
  const ahead = daysAhead(known, today);
  return clockSynced || (ahead >= -1 && ahead <= mostAheadDays);
}

/**
 * Whether what is in the local day `day` begins `today` and forgets the other: neither does a wrong clock throw a day away, nor
 * does one that was wrong hold it for ever. A clock that is set back a little over midnight does not bring yesterday back.
 */
export function isNewDay(day: string, today: string, clockSynced: boolean): boolean {
  const ahead = daysAhead(day, today);
  return ahead !== 0 && ahead !== -1 && isBelievableDay(day, today, clockSynced);
}

function daysAhead(day: string, today: string): number {
  return (Date.parse(today) - Date.parse(day)) / dayMs;
}
