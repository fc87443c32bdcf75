import type { DayProfile } from './profile.js';

/** Tickets of a stretch of time: 8 days of 10 lie between `low` and `high`. */
export interface Expected {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** How much of today has come, by quarter hour. */
export interface SoFar {
  readonly arrivals: readonly number[];
  /** The quarter hour it is, and how much of it is over, 0 to 1. */
  readonly now: { readonly quarter: number; readonly part: number };
  /** Quarter hours of today in which the gateway was not there: what came in them is not known. */
  readonly unwatched: readonly number[];
}

export interface RestOfDay {
  /** The quarter hours from the present one on, of which only what is left is expected. */
  readonly quarters: readonly (Expected & { readonly quarter: number })[];
  readonly rest: Expected;
  /** Today's level against an ordinary day of this kind; 1 = as usual. */
  readonly level: number;
}

/** 8 of 10, in standard deviations. */
const spreads = 1.2816;
/** Chance arrivals come somewhat more bunched than by chance alone. */
const bunching = 1.1;

/**
 * Learns from what has come today: a quiet or a busy morning says something of the afternoon, the more the more of the
 * day is over and the less days of this branch differ (gamma prior on the level of the day, arrivals as Poisson).
 */
export function restOfDay({ expected, spread }: DayProfile, { arrivals, now, unwatched }: SoFar): RestOfDay {
  const known = new Set(unwatched);
  let [before, came] = [0, 0];
  for (let quarter = 0; quarter <= now.quarter; quarter++) {
    if (known.has(quarter)) continue;
    before += (expected[quarter] ?? 0) * (quarter === now.quarter ? now.part : 1);
    came += arrivals[quarter] ?? 0;
  }
  const [shape, rate] = [1 / spread + came, 1 / spread + before];
  const level = shape / rate;
  const doubt = shape / rate ** 2;
  const between = (usual: number): Expected => {
    const mean = usual * level;
    const deviation = Math.sqrt(mean * bunching + usual ** 2 * doubt);
    return { expected: mean, low: Math.max(0, mean - spreads * deviation), high: mean + spreads * deviation };
  };
  const left = expected
    .map((usual, quarter) => ({ quarter, usual: quarter === now.quarter ? usual * (1 - now.part) : usual }))
    .filter(({ quarter, usual }) => quarter >= now.quarter && usual > 0);
  return {
    quarters: left.map(({ quarter, usual }) => ({ quarter, ...between(usual) })),
    rest: between(left.reduce((sum, { usual }) => sum + usual, 0)),
    level,
  };
}
