/** The hall as one queue before all open counters. */
export interface QueueNow {
  readonly waiting: number;
  /** Open counters that serve somebody. */
  readonly busy: number;
  /** Counters that are open and stay so, 1 and up. */
  readonly counters: number;
  /** Mean at a counter, s. */
  readonly serviceSeconds: number;
}

/** How the queue will be at a moment ahead. */
export interface WaitingThen {
  /** s from now. */
  readonly afterSeconds: number;
  /** Mean number of customers waiting. */
  readonly waiting: number;
  /** Chance that waiting ÷ open counters is at least `ratio`. */
  chanceOf(ratio: number): number;
}

/** A queue longer than this is counted as this long. */
const mostPeople = 400;
/** s; what happens within one step is small against it. */
const longestStep = 10;

/**
 * Follows the chances of every length of the queue through time: customers come by chance at the expected rate, each
 * counter needs a time by chance around its mean. A line through the means would see no queue before every counter is
 * always busy, which is long after customers have begun to wait.
 * @param perSecond expected arrivals per second at s from now
 * @param moments s from now, rising
 */
export function waitingAhead(
  now: QueueNow,
  perSecond: (at: number) => number,
  moments: readonly number[],
): WaitingThen[] {
  const { counters, serviceSeconds } = now;
  let chances = new Float64Array(mostPeople + 1);
  chances[Math.min(mostPeople, now.waiting + Math.min(now.busy, counters))] = 1;
  let at = 0;
  return moments.map((afterSeconds) => {
    while (at < afterSeconds) {
      const arrival = perSecond(at);
      // At most a third of what can change may change in one step, or chances would fall below nothing.
      const fastest = arrival + counters / serviceSeconds;
      const step = Math.min(longestStep, afterSeconds - at, 1 / (3 * fastest));
      chances = after(chances, arrival * step, step / serviceSeconds, counters);
      at += step;
    }
    return viewOf(chances, counters, afterSeconds);
  });
}

function after(chances: Float64Array, arrival: number, departure: number, counters: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(chances.length);
  for (let people = 0; people < chances.length; people++) {
    const chance = chances[people] ?? 0;
    if (chance === 0) continue;
    const comes = people === chances.length - 1 ? 0 : chance * arrival;
    const goes = chance * departure * Math.min(people, counters);
    next[people] = (next[people] ?? 0) + chance - comes - goes;
    if (comes > 0) next[people + 1] = (next[people + 1] ?? 0) + comes;
    if (goes > 0) next[people - 1] = (next[people - 1] ?? 0) + goes;
  }
  return next;
}

function viewOf(chances: Float64Array, counters: number, afterSeconds: number): WaitingThen {
  let waiting = 0;
  for (let people = counters; people < chances.length; people++)
    waiting += (chances[people] ?? 0) * (people - counters);
  return {
    afterSeconds,
    waiting,
    chanceOf(ratio) {
      let chance = 0;
      const first = counters + Math.ceil(ratio * counters);
      for (let people = first; people < chances.length; people++) chance += chances[people] ?? 0;
      return Math.min(1, chance);
    },
  };
}
