import type { StoredTimes } from './stored.js';

/** How many of the last customers of a service count. */
const window = 60;
/** Fewer say nothing. */
export const fewestTimes = 5;
/** Shorter is a key pressed twice, longer a customer whose end nobody pressed, s. */
const shortestSeconds = 5;
const longestSeconds = 7_200;

const none: StoredTimes = { served: [], 'no-show': [] };

/** The times with one more, the oldest of which fall out. */
export function timesWith(times: StoredTimes = none, ending: keyof StoredTimes, seconds: number): StoredTimes {
  if (seconds < shortestSeconds || seconds > longestSeconds) return times;
  return { ...times, [ending]: [...times[ending], Math.round(seconds)].slice(-window) };
}

/** Mean, s; undefined while there are too few. */
export function meanSeconds(times: readonly number[]): number | undefined {
  if (times.length < fewestTimes) return undefined;
  return times.reduce((sum, each) => sum + each, 0) / times.length;
}

type Times = ReadonlyMap<string, StoredTimes>;

/** How long a customer of a service who is called keeps a counter, also one who does not come, s. */
export function callSeconds(times: Times, service: string): number | undefined {
  return meanSeconds(lastingOf(times, service));
}

/** How much longer the customer at a counter will take, s, as others did who took at least as long. */
export function remainingSeconds(
  times: Times,
  { service, calledAt = 0 }: { readonly service: string; readonly calledAt?: number | undefined },
  now: number,
): number | undefined {
  const spent = Math.max(0, (now - calledAt) / 1_000);
  const longer = lastingOf(times, service).filter((each) => each > spent);
  const mean = meanSeconds(longer);
  return mean === undefined ? callSeconds(times, service) : mean - spent;
}

/** Of the service, or of all together where it has too few of its own. */
function lastingOf(times: Times, service: string): readonly number[] {
  const of = ({ served, 'no-show': noShow }: StoredTimes = none) => [...served, ...noShow];
  const own = of(times.get(service));
  return own.length >= fewestTimes ? own : [...times.values()].flatMap(of);
}
