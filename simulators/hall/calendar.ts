const millisecondsOfDay = 86_400_000;

/** @param day `YYYY-MM-DD`; throws a RangeError for what is none. */
export function startOf(day: string): Date {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day)
    throw new RangeError(`"${day}" is no day, allowed is YYYY-MM-DD`);
  return date;
}

/** 0 = Sunday. */
export const weekdayOf = (day: string): number => startOf(day).getUTCDay();

/** `count` days from `first` on, as `YYYY-MM-DD`. */
export function daysFrom(first: string, count: number): string[] {
  const start = startOf(first).getTime();
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * millisecondsOfDay).toISOString().slice(0, 10),
  );
}

/** Whether `day` is one of the last or the first days of a month. */
export function atMonthEnd(day: string, { lastDays, firstDays }: { lastDays: number; firstDays: number }): boolean {
  const date = startOf(day);
  const daysInMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.getUTCDate() > daysInMonth - lastDays || date.getUTCDate() <= firstDays;
}
