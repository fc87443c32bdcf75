/** Local date and time, as the clock of a device keeps them. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 to 23. */
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
}

/** What the wall of an IANA timezone shows at a moment (ms since 1970-01-01 UTC). */
export function localClock(timezone: string): (epochMs: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (epochMs) => {
    const parts = format.formatToParts(epochMs);
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
    const [year, month, day] = [part('year'), part('month'), part('day')];
    return {
      year,
      month,
      day,
      hour: part('hour'),
      minute: part('minute'),
      second: part('second'),
      weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7,
    };
  };
}

/** As `localClock`, once. */
export function localTime(epochMs: number, timezone: string): LocalTime {
  return localClock(timezone)(epochMs);
}

/**
 * The moment (ms since 1970-01-01 UTC) at which a local clock shows this. An hour that the end of summer time brings
 * twice is taken for the first one; one that its beginning leaves out is read by the time before.
 */
export function epochOf(wall: Omit<LocalTime, 'weekday'>, clock: (epochMs: number) => LocalTime): number {
  const dayMs = 86_400_000;
  const shown = asUtc(wall);
  const offsetAt = (moment: number) => asUtc(clock(moment)) - moment;
  const [before, after] = [shown - offsetAt(shown - dayMs), shown - offsetAt(shown + dayMs)];
  return [before, after].find((moment) => asUtc(clock(moment)) === shown) ?? before;
}

function asUtc({ year, month, day, hour, minute, second }: Omit<LocalTime, 'weekday'>): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** `2026-11-23T10:30:45`. */
export function timeText({ year, month, day, hour, minute, second }: LocalTime): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}
