/** Makes the printed time: `YYYY-MM-DD HH:MM` on the branch's own clock. Throws a RangeError on an unknown timezone. */
export function timePrinter(timezone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${part['year']}-${part['month']}-${part['day']} ${part['hour']}:${part['minute']}`;
  };
}
