import type { Ahead } from './forecast-schema.js';
import { type QueueNow, type WaitingThen, waitingAhead } from './waiting-ahead.js';

/** Waiting ÷ open counters at which each level begins. */
export interface LevelThresholds {
  readonly level1: number;
  readonly level2: number;
  readonly level3: number;
}

export interface LookAhead {
  readonly queue: QueueNow;
  /** Expected arrivals per second at s from now. */
  readonly perSecond: (at: number) => number;
  readonly thresholds: LevelThresholds;
  /** The level the hall has now, 0 to 3. */
  readonly level: number;
  readonly minutes: number;
  /** The level that was foreseen at the last look; 0 = none. */
  readonly foreseen: number;
  /** ms since 1970. */
  readonly now: number;
}

const everySeconds = 300;
/** A level is foreseen from this chance on, and stays so until the other: a chance around a half is no news. */
const chances = { begins: 0.6, stays: 0.4 };
const mostMoreCounters = 10;

/** The highest level above the present one that is likely within the time looked ahead. */
export function levelAhead(look: LookAhead): Ahead {
  const { queue, perSecond, thresholds, minutes, now } = look;
  const moments = Array.from({ length: Math.ceil((minutes * 60) / everySeconds) }, (_, at) => (at + 1) * everySeconds);
  const then = waitingAhead(queue, perSecond, moments);
  const steps = [thresholds.level1, thresholds.level2, thresholds.level3];
  for (let level = 3; level > look.level; level--) {
    const needed = level <= look.foreseen ? chances.stays : chances.begins;
    const reached = then.find((moment) => moment.chanceOf(steps[level - 1] ?? 0) >= needed);
    if (!reached) continue;
    const counters = countersFor(look, moments);
    return {
      status: 'level',
      level,
      at: new Date(now + reached.afterSeconds * 1_000).toISOString(),
      waiting: Math.round(reached.waiting),
      ...(counters === undefined ? {} : { counters }),
    };
  }
  return { status: 'calm' };
}

/** The least number of open counters with which no level is likely to be reached, or still stands at the end. */
function countersFor({ queue, perSecond, thresholds }: LookAhead, moments: readonly number[]): number | undefined {
  for (let more = 1; more <= mostMoreCounters; more++) {
    const counters = queue.counters + more;
    const then = waitingAhead({ ...queue, counters }, perSecond, moments);
    const isHigh = (moment: WaitingThen | undefined) => (moment?.chanceOf(thresholds.level1) ?? 0) >= chances.stays;
    if (!isHigh(then.at(-1))) return counters;
  }
  return undefined;
}
