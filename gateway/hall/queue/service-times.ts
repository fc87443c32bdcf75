import type { Ending, StoredTimes } from './stored.js';

/** How many of the last customers of a service count. */
const window = 100;
/** Fewer say nothing. */
export const fewestTimes = 5;
/** Shorter is a key pressed twice, longer a customer whose end nobody pressed, s. */
const shortestSeconds = 5;
const longestSeconds = 7_200;
/** Who leaves though he hardly has to wait would have left as well had he waited for this long, s. */
const shortestWaitSeconds = 300;

type Measured = StoredTimes[number];

/** The times with one call more, the oldest of which falls out. `seconds` at the counter, `waited` before it, s. */
export function timesWith(
  times: StoredTimes = [],
  { ending, seconds, waited }: { readonly ending: Ending; readonly seconds: number; readonly waited: number },
): StoredTimes {
  const isPlausible = seconds >= shortestSeconds && seconds <= longestSeconds;
  return isPlausible ? lastOf(times, [Math.round(seconds), ending, whole(waited)]) : times;
}

/** With one more who left, after `waited` s. */
export function timesWithAbandoned(times: StoredTimes = [], waited: number): StoredTimes {
  return lastOf(times, [0, 'abandoned', whole(waited)]);
}

function lastOf(times: StoredTimes, one: Measured): StoredTimes {
  return [...times, one].slice(-window);
}

function whole(seconds: number): number {
  return Math.max(0, Math.round(seconds));
}

/** Mean of those served, without the strays, s; undefined while there are too few. */
export function meanServedSeconds(times: StoredTimes = []): number | undefined {
  const served = secondsOf(times, 'served');
  return served.length < fewestTimes ? undefined : mean(withoutStrays(served));
}

/** How long customers keep a counter, from what was measured. */
export interface ServiceTimes {
  /**
   * One of that service who waits now and will be called in `ahead` s, after `waited` s in all: the longer, the less likely
   * he is still there. In s; undefined while too little has been measured.
   */
  ofCall(service: string, wait: { readonly ahead: number; readonly waited: number }): number | undefined;
  /**
   * How much longer one may take who has taken `spent` s already: what others took beyond that, s, the least first; undefined
   * while too little has been measured.
   */
  remaining(service: string, spent: number): readonly number[] | undefined;
}

export function serviceTimes(times: ReadonlyMap<string, StoredTimes>): ServiceTimes {
  const all = summaryOf([...times.values()].flat());
  const own = new Map([...times].map(([service, customers]) => [service, summaryOf(customers)]));
  /** Of the service, or of all together where it has too few of its own. */
  const of = (service: string): Summary | undefined => [own.get(service), all].find((each) => each && isEnough(each));
  return {
    ofCall(service, { ahead, waited }) {
      const { served, noShow } = of(service) ?? {};
      if (!served || !noShow) return undefined;
      const there = mean(served.length > 0 ? served : noShow);
      const gone = noShow.length > 0 ? mean(noShow) : there;
      const comes = Math.exp(-all.left * waited ** 2);
      const stays = Math.exp(-all.abandoned * (waited ** 2 - Math.max(0, waited - ahead) ** 2));
      return stays * (comes * there + (1 - comes) * gone);
    },
    remaining(service, spent) {
      const { served = [], noShow = [] } = of(service) ?? {};
      const known = [...served, ...noShow].sort((a, b) => a - b);
      if (known.length < fewestTimes) return undefined;
      const longer = known.filter((each) => each > spent).map((each) => each - spent);
      return longer.length < fewestTimes ? known : longer;
    },
  };
}

/** What is expected of the `nth` least, from 0, of `count` draws from `sorted`. */
export function expectedOfDraws(sorted: readonly number[], nth: number, count: number): number {
  let [sum, weights] = [0, 0];
  for (const [at, value] of sorted.entries()) {
    const part = (at + 0.5) / sorted.length;
    const weight = part ** nth * (1 - part) ** (count - 1 - nth);
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}

interface Summary {
  /** s at the counter. */
  readonly served: readonly number[];
  readonly noShow: readonly number[];
  /**
   * Who left silently, so that he did not come when he was called, and who said so; per s² of waiting, for who has waited
   * longer leaves the more readily.
   */
  readonly left: number;
  readonly abandoned: number;
}

function summaryOf(customers: StoredTimes): Summary {
  const noShow = secondsOf(customers, 'no-show');
  const waited = customers.reduce((sum, [, , each]) => sum + Math.max(each, shortestWaitSeconds) ** 2, 0);
  return {
    served: withoutStrays(secondsOf(customers, 'served')),
    noShow,
    left: waited === 0 ? 0 : noShow.length / waited,
    abandoned: waited === 0 ? 0 : secondsOf(customers, 'abandoned').length / waited,
  };
}

function isEnough({ served, noShow }: Summary): boolean {
  return served.length + noShow.length >= fewestTimes;
}

function secondsOf(customers: StoredTimes, ending: Measured[1]): readonly number[] {
  return customers.flatMap(([seconds, how]) => (how === ending ? [seconds] : []));
}

/**
 * Service times are skew: they are judged by their logarithms, so that a long consultation counts and a customer whose end
 * was pressed after lunch does not (Tukey's fences).
 */
function withoutStrays(times: readonly number[]): readonly number[] {
  const sorted = times.map(Math.log).sort((a, b) => a - b);
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  // Where all are alike the fences would stand at them: twice or half as long is no stray.
  const reach = Math.max(1.5 * (upper - lower), Math.LN2);
  return times.filter((each) => Math.log(each) >= lower - reach && Math.log(each) <= upper + reach);
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const [below = 0, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
