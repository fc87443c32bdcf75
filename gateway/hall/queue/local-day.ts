import { zoneClock } from '../../hours/zone-clock.js';

const dayMs = 86_400_000;
const quarterMs = 900_000;
/** Quarter hours that are remembered: some days of them. */
const mostRemembered = 1_000;

/** Days and quarter hours by the wall clock of a branch; moments are ms since 1970-01-01 UTC. */
export interface LocalDay {
  /** `2026-11-27` */
  dayAt(at: number): string;
  /** 0 = 00:00 to 00:15, 95 = 23:45 to 24:00. */
  quarterAt(at: number): number;
}

/** @param timezone IANA name. */
export function createLocalDay(timezone: string): LocalDay {
  const { wallAt } = zoneClock(timezone);
  // Every zone is whole quarters of an hour from UTC: one question to the calendar does for all of a quarter.
  const remembered = new Map<number, number>();
  return {
    dayAt: (at) => new Date(Math.floor(wallAt(at) / dayMs) * dayMs).toISOString().slice(0, 10),
    quarterAt(at) {
      const ours = Math.floor(at / quarterMs);
      const known = remembered.get(ours);
      if (known !== undefined) return known;
      if (remembered.size >= mostRemembered) remembered.clear();
      const wall = wallAt(ours * quarterMs);
      const quarter = Math.floor((((wall % dayMs) + dayMs) % dayMs) / quarterMs);
      remembered.set(ours, quarter);
      return quarter;
    },
  };
}
