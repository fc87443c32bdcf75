import type { HallMoment } from '../../../../simulators/hall/truth.js';

export interface LevelChange {
  readonly at: number;
  readonly level: number;
}

const thresholds = [2.5, 3.5, 4.5];
const hysteresis = 0.25;
const holdMs = 60_000;

/**
 * The levels of congestion of a day, worked out afterwards from what really happened: a level holds from when the ratio has
 * been at or over its threshold for a minute, until it has been a hysteresis under it for a minute.
 * @param ends when the looking ends, ms.
 */
export function levelsOf(moments: readonly HallMoment[], ends: number): LevelChange[] {
  const states = thresholds.map((threshold) => spansOf(moments, ends, threshold));
  const times = [...new Set(states.flat())].sort((a, b) => a - b);
  const level = (at: number) =>
    states.filter((changes) => changes.filter((time) => time <= at).length % 2 === 1).length;
  return times
    .map((at) => ({ at, level: level(at) }))
    .filter(({ level: now }, index, all) => now !== (all[index - 1]?.level ?? 0));
}

/** When one level goes on and off, in turn. */
function spansOf(moments: readonly HallMoment[], ends: number, threshold: number): number[] {
  const changes: number[] = [];
  let since: number | undefined;
  for (const [index, moment] of moments.entries()) {
    const until = moments[index + 1]?.at ?? ends;
    // Of what happens within one ms only the last is ever seen.
    if (until === moment.at) continue;
    const on = changes.length % 2 === 1;
    const wantsOther = on ? ratioOf(moment) < threshold - hysteresis : ratioOf(moment) >= threshold;
    since = wantsOther ? (since ?? moment.at) : undefined;
    if (since === undefined || until - since < holdMs) continue;
    changes.push(since + holdMs);
    since = undefined;
  }
  return changes;
}

function ratioOf({ waiting, open }: HallMoment): number {
  if (open > 0) return waiting / open;
  return waiting > 0 ? Number.POSITIVE_INFINITY : 0;
}
