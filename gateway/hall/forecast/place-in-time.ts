/** What of a day decides how many people come, beside the day itself. */
export interface PlaceInTime {
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** Days from the nearest turn of the month: 0 the first of a month, −1 the last one of the month before. */
  readonly fromTurn: number;
  /** Days since 1970. */
  readonly number: number;
}

const dayMs = 86_400_000;

/** @param day local, e.g. 2026-11-26 */
export function placeInTime(day: string): PlaceInTime {
  const at = Date.parse(`${day}T00:00:00Z`);
  const date = new Date(at);
  const since = date.getUTCDate() - 1;
  const until = (Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - at) / dayMs;
  return { weekday: date.getUTCDay() || 7, fromTurn: since < until ? since : -until, number: at / dayMs };
}
