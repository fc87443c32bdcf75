import type { Ending, StoredTimes } from './stored.js';

/** How many of the last customers of a service count. */
const window = 60;
/** Fewer say nothing. */
export const fewestTimes = 5;
/** Shorter is a key pressed twice, longer a customer whose end nobody pressed, s. */
const shortestSeconds = 5;
const longestSeconds = 7_200;

const none: StoredTimes = { served: [], 'no-show': [] };

/** The times with one more, the oldest of which fall out. */
export function timesWith(times: StoredTimes = none, ending: Ending, seconds: number): StoredTimes {
  if (seconds < shortestSeconds || seconds > longestSeconds) return times;
  return { ...times, [ending]: [...times[ending], Math.round(seconds)].slice(-window) };
}

/** Mean without the strays, s; undefined while there are too few. */
export function meanSeconds(times: readonly number[]): number | undefined {
  return times.length < fewestTimes ? undefined : mean(withoutStrays(times));
}

/** How long customers keep a counter, from what was measured. */
export interface ServiceTimes {
  /** One of that service who is called, also if he does not come, s; undefined while too little has been measured. */
  ofCall(service: string): number | undefined;
  /** How much longer one will take who has taken `spent` already, as others did who took at least as long, s. */
  remaining(service: string, spent: number): number | undefined;
}

export function serviceTimes(times: ReadonlyMap<string, StoredTimes>): ServiceTimes {
  const known = new Map<string, readonly number[]>();
  const calls = ({ served, 'no-show': noShow }: StoredTimes = none) => [...withoutStrays(served), ...noShow];
  /** Of the service, or of all together where it has too few of its own. */
  const of = (service: string): readonly number[] => {
    const before = known.get(service);
    if (before) return before;
    const own = calls(times.get(service));
    const found = own.length >= fewestTimes ? own : [...times.values()].flatMap(calls);
    known.set(service, found);
    return found;
  };
  const ofCall = (service: string) => (of(service).length < fewestTimes ? undefined : mean(of(service)));
  return {
    ofCall,
    remaining(service, spent) {
      const longer = of(service).filter((each) => each > spent);
      return longer.length < fewestTimes ? ofCall(service) : mean(longer) - spent;
    },
  };
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
