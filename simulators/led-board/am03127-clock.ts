import type { Clock } from '../simulator.js';

/** The sign's own clock: local time without a zone. The weekday is what it was told, right or wrong. */
export interface PanelClock {
  /** YY WW MM DD HH mm SS, WW 01 = Monday to 07; false when that is no date, no time or no weekday. */
  set(digits: string): boolean;
  /** Back to 2000-01-01, a Saturday, as after a flat battery. */
  reset(): void;
  /** 1 = Monday to 7. */
  weekday(): number;
  /** YYMMDDHHmm. */
  minute(): string;
  /** `2026-11-23 10:30:45`. */
  text(): string;
}

const dayMs = 86_400_000;

export function createPanelClock(clock: Clock): PanelClock {
  let offset = 0;
  let weekdayThen = 0;
  let dayThen = 0;
  const now = () => clock.now() + offset;
  const text = () => new Date(now()).toISOString().slice(0, 19).replace('T', ' ');

  const start = (time: number, weekday: number) => {
    offset = time - clock.now();
    weekdayThen = weekday;
    dayThen = Math.floor(time / dayMs);
  };
  const reset = () => start(Date.UTC(2000, 0, 1), 6);
  reset();
  return {
    set(digits) {
      const [year, weekday, month, day, hour, minute, second] = digits.match(/\d\d/g) ?? [];
      const iso = `20${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
      const time = Date.parse(iso);
      // Comparing back refuses what the parser would carry over, such as 31 February.
      if (Number.isNaN(time) || new Date(time).toISOString() !== iso || !/^0[1-7]$/.test(`${weekday}`)) return false;
      start(time, Number(weekday));
      return true;
    },
    reset,
    weekday() {
      const daysSince = Math.floor(now() / dayMs) - dayThen;
      return ((((weekdayThen - 1 + daysSince) % 7) + 7) % 7) + 1;
    },
    minute: () => text().slice(2, 16).replaceAll(/\D/g, ''),
    text,
  };
}
