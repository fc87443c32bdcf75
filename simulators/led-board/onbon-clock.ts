import type { Clock } from '../simulator.js';

/** The card's own clock: local time without a zone, running from whatever it was set to. */
export interface CardClock {
  /** Takes year LE, month, day, hour, minute, second, weekday in BCD; false when that is no date. */
  set(bcd: readonly number[]): boolean;
  /** The same eight bytes as they are now. */
  bcd(): number[];
  /** 0 to 47. */
  halfHour(): number;
  /** `2026-11-23 10:30:45`. */
  text(): string;
}

/** Begins at 2000-01-01, as after a flat battery. */
export function createCardClock(clock: Clock): CardClock {
  let offset = Date.UTC(2000, 0, 1) - clock.now();
  const now = () => new Date(clock.now() + offset);
  const text = () => now().toISOString().slice(0, 19).replace('T', ' ');
  return {
    set(bcd) {
      const [low, high, month, day, hour, minute, second, weekday = 0] = bcd.map((byte) =>
        byte.toString(16).padStart(2, '0'),
      );
      const iso = `${high}${low}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
      const time = Date.parse(iso);
      // Comparing back refuses what the parser would carry over, such as 31 February.
      if (Number.isNaN(time) || new Date(time).toISOString() !== iso || !/^0[1-7]$/.test(`${weekday}`)) return false;
      offset = time - clock.now();
      return true;
    },
    bcd() {
      const digits = text().match(/\d\d/g) ?? [];
      const [high = '', low = '', ...rest] = digits;
      return [low, high, ...rest, `0${now().getUTCDay() || 7}`].map((pair) => Number.parseInt(pair, 16));
    },
    halfHour: () => now().getUTCHours() * 2 + Math.floor(now().getUTCMinutes() / 30),
    text,
  };
}
