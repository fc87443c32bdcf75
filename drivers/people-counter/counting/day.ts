import type { BranchHours } from '../../branch-hours.js';
import { type LocalTime, localClock, timeText } from '../../local-time.js';

/** A counting day; moments in ms since 1970-01-01 UTC. */
export interface CountingDay {
  /** Local date it belongs to, e.g. `2026-11-23`. */
  readonly day: string;
  readonly from: number;
  readonly until: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Doors open this long before the opening time (DOMAIN.md, the day). */
const beforeOpeningMs = minuteMs;

/**
 * The counting day at a moment. It begins a minute before the first opening of a local day, and at midnight where the branch
 * does not open that day or its hours are not known.
 */
export function countingDays(timezone: string, hours: BranchHours | undefined): (at: number) => CountingDay {
  const clock = localClock(timezone);
  let known: CountingDay | undefined;

  function beginOf(midnight: number): number {
    if (!hours || hours.isOpen(midnight)) return midnight;
    const opens = hours.nextChange(midnight);
    if (opens === undefined || dateOf(clock(opens)) !== dateOf(clock(midnight))) return midnight;
    return Math.max(midnight, opens - beforeOpeningMs);
  }

  function dayFrom(midnight: number): CountingDay {
    // Noon of the next day, whatever an hour of summer time does.
    const next = midnightOf(midnight + 36 * hourMs, clock);
    return { day: dateOf(clock(midnight)), from: beginOf(midnight), until: beginOf(next) };
  }

  return (at) => {
    if (known && known.from <= at && at < known.until) return known;
    const midnight = midnightOf(at, clock);
    known = dayFrom(at >= beginOf(midnight) ? midnight : midnightOf(midnight - 12 * hourMs, clock));
    return known;
  };
}

/** The first moment of the local date at `at`. */
function midnightOf(at: number, clock: (at: number) => LocalTime): number {
  const wall = clock(at);
  const second = Math.floor(at / 1_000) * 1_000;
  const guess = second - ((wall.hour * 60 + wall.minute) * 60 + wall.second) * 1_000;
  // Summer time may have begun or ended since midnight.
  const moments = [guess - hourMs, guess, guess + hourMs];
  return moments.find((moment) => dateOf(clock(moment)) === dateOf(wall)) ?? guess;
}

function dateOf(time: LocalTime): string {
  return timeText(time).slice(0, 10);
}
