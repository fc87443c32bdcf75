import { createWorld } from '../world.js';
import { atMonthEnd, startOf, weekdayOf } from './calendar.js';
import { exponential, lognormal, pick, poisson } from './draws.js';
import type { HallProfile, ServiceProfile } from './profile.js';

/** One who comes, with everything that is in him and not in the hall. Times in s. */
export interface PlannedCustomer {
  /** Since local midnight. */
  readonly comes: number;
  readonly service: string;
  /** At the counter. */
  readonly needs: number;
  /** Waits at most this long. */
  readonly patience: number;
  /** Gives the ticket back when leaving, so that nobody calls it. */
  readonly polite: boolean;
  /** Comes to the counter only when called a second time. */
  readonly dreams: boolean;
  /** Goes on to another service afterwards, and how long that takes. */
  readonly afterwards?: { readonly service: string; readonly needs: number };
}

export interface PlannedShift {
  readonly counter: string;
  readonly services: readonly string[] | undefined;
  /** s since local midnight. */
  readonly from: number;
  readonly to: number;
}

/** A day before it happens: a pure function of profile, day and seed. */
export interface DayPlan {
  /** Local, `YYYY-MM-DD`. */
  readonly day: string;
  readonly seed: number;
  /** s since local midnight; undefined = the branch is closed. */
  readonly hours: { readonly opens: number; readonly closes: number } | undefined;
  /** In the order in which they come. */
  readonly customers: readonly PlannedCustomer[];
  readonly shifts: readonly PlannedShift[];
  /** Customers by quarter hour of the local day: 96 counts, 0 = 00:00–00:15. */
  readonly arrivals: readonly number[];
  readonly priorities: Readonly<Record<string, number>>;
}

const quarterMinutes = 15;
export const quartersOfDay = 96;
/** s; nobody turns round at once. */
const leastPatience = 240;
const politeShare = 0.3;
const dreamerShare = 0.03;

/** @param seed of a whole run; every day of it draws from a generator of its own, in whatever order they are asked for. */
export function planDay(profile: HallProfile, day: string, seed: number): DayPlan {
  const { random } = createWorld({ seed: Math.imul(seed, 0x9e3779b1) ^ (startOf(day).getTime() / 86_400_000) });
  const weekday = weekdayOf(day);
  const hours = profile.hours[weekday];
  const priorities = Object.fromEntries(profile.services.map(({ id, priority = 0 }) => [id, priority]));
  const arrivals = new Array<number>(quartersOfDay).fill(0);
  if (!hours) return { day, seed, hours: undefined, customers: [], shifts: [], arrivals, priorities };

  const factor = atMonthEnd(day, profile.monthEnd) ? profile.monthEnd.factor : 1;
  const expected = (profile.customers[weekday] ?? 0) * factor * lognormal(random, profile.daySpread);
  const weights = arrivals.map((_, quarter) => weightOf(profile, hours, quarter * quarterMinutes));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const customers = weights.flatMap((weight, quarter) => {
    const count = weight === 0 ? 0 : poisson(random, (expected * weight) / total);
    arrivals[quarter] = count;
    return Array.from({ length: count }, () => customer(profile, random, quarter * quarterMinutes * 60));
  });
  return {
    day,
    seed,
    hours: { opens: hours.opens * 60, closes: hours.closes * 60 },
    customers: customers.sort((a, b) => a.comes - b.comes),
    shifts: shiftsOf(profile, weekday, hours.closes),
    arrivals,
    priorities,
  };
}

/** Of the quarter hour that begins at `minute`. */
function weightOf(
  { shape }: HallProfile,
  { opens, closes }: { opens: number; closes: number },
  minute: number,
): number {
  if (minute < opens || minute >= closes) return 0;
  const middle = minute + quarterMinutes / 2;
  const after = shape.findIndex(([at]) => at >= middle);
  const [left, right] = [shape[after - 1], shape[after]];
  if (!left || !right) return (after === 0 ? shape[0] : shape.at(-1))?.[1] ?? 1;
  return left[1] + ((right[1] - left[1]) * (middle - left[0])) / (right[0] - left[0]);
}

function customer(profile: HallProfile, random: () => number, from: number): PlannedCustomer {
  const service = pick(random, profile.services);
  const goesOn = service.goesOn !== undefined && random() < service.goesOn.share ? service.goesOn.to : undefined;
  const next = profile.services.find(({ id }) => id === goesOn);
  return {
    comes: from + Math.floor(random() * quarterMinutes * 60),
    service: service.id,
    needs: needs(service, random),
    patience: Math.round(leastPatience + exponential(random, service.patience * 60)),
    polite: random() < politeShare,
    dreams: random() < dreamerShare,
    ...(next && { afterwards: { service: next.id, needs: needs(next, random) } }),
  };
}

const needs = ({ minutes, spread }: ServiceProfile, random: () => number): number =>
  Math.max(20, Math.round(minutes * 60 * lognormal(random, spread)));

function shiftsOf({ counters }: HallProfile, weekday: number, closes: number): PlannedShift[] {
  return counters
    .filter(({ days }) => days?.includes(weekday) ?? true)
    .flatMap(({ id, services, shifts }) =>
      shifts
        .filter(([from]) => from < closes)
        .map(([from, to]) => ({ counter: id, services, from: from * 60, to: Math.min(to, closes) * 60 })),
    );
}
