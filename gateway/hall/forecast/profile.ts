import { type DayRecord, quartersPerDay } from '../history/day-record.js';
import { type PlaceInTime, placeInTime } from './place-in-time.js';

/** What the branch's own days say about one day before it begins. */
export interface DayProfile {
  /** Expected tickets by quarter hour of the local day. */
  readonly expected: readonly number[];
  /** Variance of a whole day around its expectation, relative to its square and beyond that of chance arrivals. */
  readonly spread: number;
  /** Days of the same weekday it rests on. */
  readonly comparable: number;
}

/** Days of the same weekday without which nothing is said. */
export const neededDays = 3;

/** A day of which so much of its opening hours was not watched tells nothing, as a share. */
const mostUnwatched = 0.1;
/** After so many days a day counts half: for its weekday and hours, for its place in the month, and for how much comes at all. */
const halfLife = { pattern: 90, month: 365, level: 21 };
/** A day cannot pull by more than this: a closed street, a system that was away. */
const mostPull = 2;
/** So many days must agree before a place in the month counts half. */
const monthDoubt = 1.5;
/** Variance of what a place in the month of which nothing is known may do to a day. */
const monthVariance = 0.03;
/** Tickets of all weekdays together that a weekday's own hours are mixed with. */
const shapeDoubt = 150;
/** No two days are nearer to each other: 5 %, squared. */
const leastSpread = 0.0025;
const rounds = 6;

interface UsableDay extends PlaceInTime {
  readonly record: DayRecord;
  /** Tickets of the day, as they would be had all of it been watched. */
  readonly total: number;
  /** What it counts by its age, for each of `halfLife`. */
  readonly weight: Readonly<Record<keyof typeof halfLife, number>>;
}

/** Undefined while there are fewer than `neededDays` comparable days. @param day local, e.g. 2026-11-26 */
export function profileOf(history: readonly DayRecord[], day: string): DayProfile | undefined {
  const place = placeInTime(day);
  const days = history.filter((record) => record.day < day && isUsable(record)).map((record) => usable(record, place));
  const same = days.filter(({ weekday }) => weekday === place.weekday);
  if (same.length < neededDays) return undefined;
  const { total, spread } = totalOf(days, place);
  return { expected: shapeOf(days, place).map((share) => share * total), spread, comparable: same.length };
}

/** How many days of the same weekday there are to go by. */
export function comparableDays(history: readonly DayRecord[], day: string): number {
  const { weekday } = placeInTime(day);
  return history.filter((record) => record.day < day && isUsable(record) && placeInTime(record.day).weekday === weekday)
    .length;
}

/** A day on which nobody came was a holiday, whatever the opening hours say. */
function isUsable({ open, unwatched, arrivals }: DayRecord): boolean {
  return unwatched.length <= mostUnwatched * (open.to - open.from) && arrivals.some((count) => count > 0);
}

function usable(record: DayRecord, { number }: PlaceInTime): UsableDay {
  const { open, unwatched, arrivals } = record;
  const quarters = open.to - open.from;
  const place = placeInTime(record.day);
  const aged = (days: number) => 0.5 ** ((number - place.number) / days);
  return {
    ...place,
    record,
    weight: { pattern: aged(halfLife.pattern), month: aged(halfLife.month), level: aged(halfLife.level) },
    total: (sum(arrivals) * quarters) / Math.max(1, quarters - unwatched.length),
  };
}

/** Total = level × weekday × place in the month, each found with the others held. */
function totalOf(days: readonly UsableDay[], place: PlaceInTime): { total: number; spread: number } {
  const pattern = ({ weight }: UsableDay) => weight.pattern;
  const level = ({ weight }: UsableDay) => weight.level;
  const weekday = new Map<number, number>();
  const turn = new Map<number, number>();
  let height = 1;
  const ofWeekday = (each: PlaceInTime) => weekday.get(each.weekday) ?? 1;
  const ofTurn = (each: PlaceInTime) => turn.get(each.fromTurn) ?? 1;
  const expected = (each: PlaceInTime) => ofWeekday(each) * ofTurn(each) * height;
  const turns = new Set([...days, place].map((each) => each.fromTurn));
  for (let round = 0; round < rounds; round++) {
    for (const number of new Set(days.map((each) => each.weekday))) {
      const those = days.filter((each) => each.weekday === number);
      const around = weekday.get(number) ?? mean(those, ({ total }) => total, pattern);
      weekday.set(
        number,
        mean(those, (each) => held(each.total / (ofTurn(each) * height), around), pattern),
      );
    }
    for (const fromTurn of turns) {
      const near = nearby(days, fromTurn);
      const weight = sum(near.map(([, each]) => each));
      const found = mean(
        near,
        ([each]) => held((each.total * ofTurn(each)) / expected(each), 1),
        ([, each]) => each,
      );
      turn.set(fromTurn, (found * weight + monthDoubt) / (weight + monthDoubt));
    }
    height *= mean(days, (each) => held(each.total / expected(each), 1), level);
  }
  const beyondChance = mean(
    days,
    (each) => (held(each.total / expected(each), 1) - 1) ** 2 - 1 / expected(each),
    pattern,
  );
  // What was fitted to these days lies nearer to them than the next day will, the more so the fewer there are.
  const fitted = days.length / Math.max(1, days.length - weekday.size - 2);
  const like = sum(days.map((each) => (each.weekday === place.weekday ? pattern(each) : 0)));
  const seldom = monthDoubt / (sum(nearby(days, place.fromTurn).map(([, each]) => each)) + monthDoubt);
  const spread = Math.max(leastSpread, beyondChance * fitted) * (1 + 1 / like) + monthVariance * seldom ** 2;
  return { total: expected(place), spread };
}

/** Days at a place in the month, with what they count there; its two neighbours count half. */
function nearby(days: readonly UsableDay[], fromTurn: number): (readonly [UsableDay, number])[] {
  return days
    .filter((each) => Math.abs(each.fromTurn - fromTurn) <= 1)
    .map((each) => [each, each.weight.month * (each.fromTurn === fromTurn ? 1 : 0.5)]);
}

/** Share of the day by quarter hour, from days with the same opening hours as the last of this weekday. */
function shapeOf(days: readonly UsableDay[], place: PlaceInTime): number[] {
  const same = days.filter(({ weekday }) => weekday === place.weekday);
  const { open } = same.at(-1)?.record ?? { open: { from: 0, to: quartersPerDay } };
  const alike = ({ record }: UsableDay) => record.open.from === open.from && record.open.to === open.to;
  const own = quarterSums(same.filter(alike));
  const all = quarterSums(days.filter(alike));
  const pooled = sum(all);
  const mixed = own.map((count, at) => count + (shapeDoubt * (all[at] ?? 0)) / Math.max(1, pooled));
  const smooth = smoothed(mixed, open);
  const whole = sum(smooth);
  return smooth.map((count) => (whole === 0 ? 0 : count / whole));
}

function quarterSums(days: readonly UsableDay[]): number[] {
  const sums = new Array<number>(quartersPerDay).fill(0);
  for (const { record, weight } of days) {
    for (const [at, count] of record.arrivals.entries()) sums[at] = (sums[at] ?? 0) + weight.pattern * count;
  }
  return sums;
}

/** Each quarter hour with its neighbours in the opening hours: chance is evened out, the doors stay where they are. */
function smoothed(counts: readonly number[], { from, to }: DayRecord['open']): number[] {
  return counts.map((count, at) => {
    if (at < from || at >= to) return count;
    const before = counts[Math.max(from, at - 1)] ?? count;
    const after = counts[Math.min(to - 1, at + 1)] ?? count;
    return (before + 2 * count + after) / 4;
  });
}

function held(value: number, around: number): number {
  return Math.min(around * mostPull, Math.max(around / mostPull, value));
}

function mean<Item>(items: readonly Item[], value: (item: Item) => number, weigh: (item: Item) => number): number {
  const weight = sum(items.map(weigh));
  return weight === 0 ? 1 : sum(items.map((item) => weigh(item) * value(item))) / weight;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
