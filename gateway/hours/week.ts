/** The days as the configuration names them. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The days of `mon` or `mon-fri`; `sat-mon` goes over the end of the week. */
export function daysOf(range: string): string[] {
  const days: readonly string[] = weekdays;
  const [first = '', last = first] = range.split('-');
  const [from, to] = [days.indexOf(first), days.indexOf(last)];
  const count = ((to - from + days.length) % days.length) + 1;
  return [...days, ...days].slice(from, from + count);
}
