import type { Clock } from '../simulator.js';

/** A sign's own clock: local time without a zone. Time, date and weekday are set apart; a wrong weekday stays wrong. */
export interface SignClock {
  /** HHMM; false when that is no time. */
  setTime(data: string): boolean;
  /** MMDDYY; false when that is no date. */
  setDate(data: string): boolean;
  /** 1 = Sunday to 7; false when it is anything else. */
  setWeekday(data: string): boolean;
  time(): string;
  date(): string;
  weekday(): string;
  /** `2026-11-23 10:30:45`. */
  text(): string;
}

const dayMs = 86_400_000;

/** Begins at 2000-01-01, a Saturday, as after a flat battery. */
export function createSignClock(clock: Clock): SignClock {
  let offset = Date.UTC(2000, 0, 1) - clock.now();
  let weekdayShift = 0;
  const now = () => clock.now() + offset;
  const text = () => new Date(now()).toISOString().slice(0, 19).replace('T', ' ');
  const weekday = () => (((new Date(now()).getUTCDay() + weekdayShift) % 7) + 7) % 7;

  const shiftTo = (wanted: number) => {
    weekdayShift = wanted - new Date(now()).getUTCDay();
  };
  return {
    setTime(data) {
      const [, hour, minute] = /^([01]\d|2[0-3])([0-5]\d)$/.exec(data) ?? [];
      if (hour === undefined) return false;
      const midnight = Math.floor(now() / dayMs) * dayMs;
      offset = midnight + (Number(hour) * 60 + Number(minute)) * 60_000 - clock.now();
      return true;
    },
    setDate(data) {
      const [, month, day, year] = /^(\d\d)(\d\d)(\d\d)$/.exec(data) ?? [];
      const iso = `20${year}-${month}-${day}`;
      const start = Date.parse(`${iso}T00:00:00Z`);
      // Comparing back refuses what the parser would carry over, such as 31 February.
      if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(iso)) return false;
      const kept = weekday();
      offset = start + (now() % dayMs) - clock.now();
      shiftTo(kept);
      return true;
    },
    setWeekday(data) {
      if (!/^[1-7]$/.test(data)) return false;
      shiftTo(Number(data) - 1);
      return true;
    },
    time: () => text().slice(11, 16).replace(':', ''),
    date: () => `${text().slice(5, 7)}${text().slice(8, 10)}${text().slice(2, 4)}`,
    weekday: () => `${weekday() + 1}`,
    text,
  };
}
