import { profileOf } from '../../gateway/hall/forecast/profile.js';
import { restOfDay } from '../../gateway/hall/forecast/today.js';
import { type DayRecord, quartersPerDay } from '../../gateway/hall/history/day-record.js';
import { daysFrom } from '../../simulators/hall/calendar.js';
import { planDay } from '../../simulators/hall/day-plan.js';
import { branchProfile, type HallProfile } from '../../simulators/hall/profile.js';

/** Open days of the generator as the history keeps them. */
export function generatedDays(
  first: string,
  count: number,
  seed: number,
  profile: HallProfile = branchProfile,
): DayRecord[] {
  return daysFrom(first, count).flatMap((day) => {
    const { hours, arrivals } = planDay(profile, day, seed);
    if (!hours) return [];
    const open = { from: Math.floor(hours.opens / 900), to: Math.ceil(hours.closes / 900) };
    return [{ day, services: {}, arrivals: [...arrivals], open, unwatched: [] }];
  });
}

/** Errors of what was said of the rest of many days, at one time of day. */
export interface BackTest {
  /** Of all tickets that came in the rest of the day, share by which the forecast was off, and "same as last week". */
  readonly rest: Errors;
  /** The same of each quarter hour by itself. */
  readonly quarter: Errors;
  /** Share of the days whose rest lay within the interval; 0.8 is meant. */
  readonly within: number;
  readonly days: number;
}

export interface Errors {
  readonly forecast: number;
  readonly naive: number;
}

/** Says at `quarter` of every day from the `warmUp`th on what the rest of it will bring, knowing only what was before. */
export function backTest(days: readonly DayRecord[], quarter: number, warmUp: number): BackTest {
  const rest = errorSum();
  const each = errorSum();
  let [within, count] = [0, 0];
  for (const [at, { day, arrivals }] of days.entries()) {
    const lastWeek = days.findLast((other) => other.day === weekBefore(day));
    const profile = at < warmUp ? undefined : profileOf(days.slice(0, at), day);
    if (!profile || !lastWeek) continue;
    const soFar = arrivals.map((tickets, q) => (q < quarter ? tickets : 0));
    const said = restOfDay(profile, { arrivals: soFar, now: { quarter, part: 0 }, unwatched: [] });
    const came = sum(arrivals.slice(quarter));
    count += 1;
    if (came >= said.rest.low && came <= said.rest.high) within += 1;
    rest.add(came, said.rest.expected, sum(lastWeek.arrivals.slice(quarter)));
    const byQuarter = new Map(said.quarters.map(({ quarter: q, expected }) => [q, expected]));
    for (let q = quarter; q < quartersPerDay; q++) {
      each.add(arrivals[q] ?? 0, byQuarter.get(q) ?? 0, lastWeek.arrivals[q] ?? 0);
    }
  }
  return { rest: rest.shares(), quarter: each.shares(), within: within / count, days: count };
}

function errorSum() {
  let [came, forecast, naive] = [0, 0, 0];
  return {
    add(real: number, said: number, before: number) {
      came += real;
      forecast += Math.abs(said - real);
      naive += Math.abs(before - real);
    },
    shares: (): Errors => ({ forecast: forecast / came, naive: naive / came }),
  };
}

const weekBefore = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 7 * 86_400_000).toISOString().slice(0, 10);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
