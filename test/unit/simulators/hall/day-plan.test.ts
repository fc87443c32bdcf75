import { expect, test } from 'vitest';
import { atMonthEnd, daysFrom, weekdayOf } from '../../../../simulators/hall/calendar.js';
import { planDay } from '../../../../simulators/hall/day-plan.js';
import { branchProfile } from '../../../../simulators/hall/profile.js';

const year = daysFrom('2026-01-01', 365);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const visitors = (days: readonly string[]) => days.map((day) => planDay(branchProfile, day, 7).customers.length);

test('a day is the same whenever it is planned, and another with another seed', () => {
  const day = '2026-11-27';
  const once = planDay(branchProfile, day, 7);
  for (const other of daysFrom('2026-11-01', 20)) planDay(branchProfile, other, 7);
  expect(planDay(branchProfile, day, 7)).toEqual(once);
  expect(planDay(branchProfile, day, 8).customers).not.toEqual(once.customers);
  expect(planDay(branchProfile, '2026-11-26', 7).customers).not.toEqual(once.customers);
});

test('customers come while the doors are open, in order, and are counted by quarter hour', () => {
  for (const day of daysFrom('2026-11-02', 14)) {
    const { hours, customers, arrivals } = planDay(branchProfile, day, 3);
    expect(arrivals).toHaveLength(96);
    const counted = new Array<number>(96).fill(0);
    for (const { comes } of customers) {
      expect(comes).toBeGreaterThanOrEqual(hours?.opens ?? Number.POSITIVE_INFINITY);
      expect(comes).toBeLessThan(hours?.closes ?? 0);
      const quarter = Math.floor(comes / 900);
      counted[quarter] = (counted[quarter] ?? 0) + 1;
    }
    expect(counted).toEqual(arrivals);
    expect(customers.map(({ comes }) => comes)).toEqual(customers.map(({ comes }) => comes).sort((a, b) => a - b));
  }
});

test('a Sunday is closed: nobody comes and nobody works', () => {
  expect(planDay(branchProfile, '2026-11-29', 7)).toMatchObject({ hours: undefined, customers: [], shifts: [] });
});

test('over a year each weekday has the customers its profile says, and the ends of months their factor', () => {
  for (const weekday of [1, 2, 3, 4, 5, 6]) {
    const ordinary = year.filter((day) => weekdayOf(day) === weekday && !atMonthEnd(day, branchProfile.monthEnd));
    const expected = branchProfile.customers[weekday] ?? 0;
    expect(Math.abs(mean(visitors(ordinary)) / expected - 1)).toBeLessThan(0.06);
  }
  const mondaysAtMonthEnd = daysFrom('2024-01-01', 1_500).filter(
    (day) => weekdayOf(day) === 1 && atMonthEnd(day, branchProfile.monthEnd),
  );
  const factor = mean(visitors(mondaysAtMonthEnd)) / (branchProfile.customers[1] ?? 0);
  expect(Math.abs(factor - branchProfile.monthEnd.factor)).toBeLessThan(0.12);
});

test('services come in their shares, and take the time of their profile in the mean', () => {
  const all = year.flatMap((day) => planDay(branchProfile, day, 11).customers);
  for (const { id, share, minutes } of branchProfile.services) {
    const ofService = all.filter(({ service }) => service === id);
    expect(Math.abs(ofService.length / all.length - share)).toBeLessThan(0.01);
    expect(Math.abs(mean(ofService.map(({ needs }) => needs)) / 60 / minutes - 1)).toBeLessThan(0.05);
  }
});

test('a rush at opening is seen in the quarters of many days', () => {
  const days = year.filter((day) => weekdayOf(day) === 3).map((day) => planDay(branchProfile, day, 5).arrivals);
  const inQuarter = (quarter: number) => mean(days.map((arrivals) => arrivals[quarter] ?? 0));
  expect(inQuarter(40)).toBeGreaterThan(1.6 * inQuarter(49));
  expect(inQuarter(35)).toBe(0);
  expect(inQuarter(68)).toBe(0);
});

test('counters are staffed by their shifts, and not where their weekday is not', () => {
  const counters = (day: string) => new Set(planDay(branchProfile, day, 1).shifts.map(({ counter }) => counter));
  expect([...counters('2026-11-27')].sort()).toEqual(['1', '2', '3', '4']);
  expect([...counters('2026-11-28')].sort()).toEqual(['1', '2', '3']);
  expect(planDay(branchProfile, '2026-11-28', 1).shifts.every(({ to }) => to <= 12 * 3_600)).toBe(true);
});

test('what is no day is refused', () => {
  for (const day of ['2026-02-30', '27.11.2026', '']) expect(() => planDay(branchProfile, day, 1)).toThrow(RangeError);
});
