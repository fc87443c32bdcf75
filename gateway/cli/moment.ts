/**
 * A moment by this machine's time zone: `HH:MM:SS` of today, `MM-DD HH:MM:SS` of another day of the year, else with the year;
 * ? for what is none.
 */
export function localMoment(time: unknown, now = new Date()): string {
  const date = new Date(typeof time === 'string' ? time : Number.NaN);
  if (Number.isNaN(date.getTime())) return '?';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = (moment: Date) => `${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.getFullYear() !== now.getFullYear()) return `${date.getFullYear()}-${day(date)} ${clock}`;
  return day(date) === day(now) ? clock : `${day(date)} ${clock}`;
}
