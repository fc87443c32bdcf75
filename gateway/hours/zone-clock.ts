import { localClock } from '../../drivers/index.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Minutes that are remembered: those of a day and more. */
const mostOffsets = 2_000;

/** The wall clock of a time zone. A wall time is written as the ms since 1970 that UTC would have at it. */
export interface ZoneClock {
  /** The wall time at `at`, ms since 1970-01-01 UTC. */
  wallAt(at: number): number;
  /**
   * The moments at which the wall shows `wall`: two when it is put back over it. When it is put forward over it, the
   * moment of that change, which is when a person by the wall knows that it has passed.
   */
  momentsOf(wall: number): { readonly first: number; readonly last: number };
}

/** @param timezone IANA name. */
export function zoneClock(timezone: string): ZoneClock {
  const local = localClock(timezone);
  /** ms the wall is ahead of UTC, by minute since 1970: asking the zone is slow, and it changes at whole minutes. */
  const offsets = new Map<number, number>();
  const wallAt = (at: number) => {
    const minute = Math.floor(at / minuteMs);
    const known = offsets.get(minute);
    if (known !== undefined) return at + known;
    const shown = local(minute * minuteMs);
    const offset =
      Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second) - minute * minuteMs;
    if (offsets.size >= mostOffsets) offsets.clear();
    offsets.set(minute, offset);
    return at + offset;
  };
  return {
    wallAt,
    momentsOf(wall) {
      // No offset is a day or more, so a change near `wall` lies between these two.
      const offsets = [wall - dayMs, wall + dayMs].map((at) => wallAt(at) - at);
      const moments = offsets.map((offset) => wall - offset).sort((a, b) => a - b);
      const [early = wall, late = wall] = moments;
      const shown = moments.filter((at) => wallAt(at) === wall);
      if (shown.length > 0) return { first: Math.min(...shown), last: Math.max(...shown) };
      const change = firstMinute(early, late, (at) => wallAt(at) > wall);
      return { first: change, last: change };
    },
  };
}

/** The first whole minute from `from` on at which `isPast` holds; it holds at `to`, and from some moment on. */
function firstMinute(from: number, to: number, isPast: (at: number) => boolean): number {
  let [before, after] = [Math.floor(from / minuteMs), Math.ceil(to / minuteMs)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isPast(middle * minuteMs)) after = middle;
    else before = middle;
  }
  return after * minuteMs;
}
