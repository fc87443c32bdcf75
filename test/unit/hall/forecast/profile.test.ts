import { describe, expect, it } from 'vitest';
import { placeInTime } from '../../../../gateway/hall/forecast/place-in-time.js';
import { comparableDays, neededDays, profileOf } from '../../../../gateway/hall/forecast/profile.js';
import { emptyDay } from '../history/support.js';
import { madeDays, ordinary, sum, trueMean } from './support.js';

/** 2026-01-05 is a Monday. */
const first = '2026-01-05';

describe('the place of a day in time', () => {
  it.each([
    ['2026-11-30', 1, -1],
    ['2026-12-01', 2, 0],
    ['2026-12-02', 3, 1],
    ['2026-11-29', 7, -2],
    ['2026-02-28', 6, -1],
    ['2028-02-28', 1, -2],
    ['2026-11-15', 7, 14],
    ['2026-11-17', 2, -14],
  ])('%s is weekday %i, %i from the turn of the month', (day, weekday, fromTurn) =>
    expect(placeInTime(day)).toMatchObject({ weekday, fromTurn }),
  );
});

describe('what is expected of a day', () => {
  it('is silent with fewer than three days like it, however many others there are', () => {
    const days = madeDays(first, 19, 1);
    // Three Mondays, two Saturdays and the third.
    expect(profileOf(days, '2026-01-26')?.comparable).toBe(3);
    expect(profileOf(days.slice(0, -3), '2026-01-24')).toBeUndefined();
    expect(comparableDays(days, '2026-01-24')).toBe(2);
    expect(profileOf(days, '2026-01-25')).toBeUndefined();
    expect(neededDays).toBe(3);
  });

  it('does not learn from its own day, nor from later ones', () => {
    const days = madeDays(first, 60, 2);
    const known = days.filter(({ day }) => day < '2026-02-16');
    expect(profileOf(days, '2026-02-16')).toEqual(profileOf(known, '2026-02-16'));
  });

  it.each([1, 2, 3])('lies near the truth, weekday by weekday, after a quarter of a year (seed %i)', (seed) => {
    const days = madeDays(first, 91, seed);
    for (let n = 0; n < 6; n++) {
      const day = `2026-04-${String(6 + n).padStart(2, '0')}`;
      const profile = profileOf(days, day);
      const [truth, found] = [sum(trueMean(day)), sum(profile?.expected ?? [])];
      expect(Math.abs(found / truth - 1)).toBeLessThan(0.12);
    }
  });

  it.each([4, 5, 6])('knows the turn of the month after half a year (seed %i)', (seed) => {
    const days = madeDays(first, 176, seed);
    const day = '2026-06-30';
    const plain = profileOf(madeDays(first, 176, seed, { ...ordinary, monthTurn: 1 }), day);
    const turned = profileOf(days, day);
    const factor = sum(turned?.expected ?? []) / sum(plain?.expected ?? []);
    expect(factor).toBeGreaterThan(1.25);
    expect(factor).toBeLessThan(1.6);
  });

  it('has the hours of the day: both peaks, nothing while the doors are closed', () => {
    const days = madeDays(first, 91, 7);
    const { expected } = profileOf(days, '2026-04-06')!;
    expect(sum(expected.slice(0, 36)) + sum(expected.slice(68))).toBe(0);
    const at = (quarter: number) => expected[quarter] ?? 0;
    expect(at(41)).toBeGreaterThan(1.4 * at(49));
    expect(at(58)).toBeGreaterThan(1.2 * at(49));
    const truth = trueMean('2026-04-06');
    const off = sum(expected.map((each, quarter) => Math.abs(each - (truth[quarter] ?? 0)))) / sum(truth);
    expect(off).toBeLessThan(0.15);
  });

  it('follows a branch that has come to another level within a few weeks', () => {
    const before = madeDays(first, 84, 8);
    const totals = Object.fromEntries(Object.entries(ordinary.totals).map(([day, total]) => [day, total * 1.4]));
    const after = madeDays('2026-03-30', 28, 9, { ...ordinary, totals });
    const profile = profileOf([...before, ...after], '2026-04-28');
    expect(sum(profile?.expected ?? []) / (1.4 * 240)).toBeGreaterThan(0.85);
  });
});

describe('days that tell nothing', () => {
  const days = madeDays(first, 60, 10);
  const usual = sum(profileOf(days, '2026-03-09')?.expected ?? []);

  it('holidays, on which nobody came, are no days', () => {
    const withHolidays = days.map((each) =>
      ['2026-02-16', '2026-02-23', '2026-03-02'].includes(each.day) ? emptyDay(each.day) : each,
    );
    const profile = profileOf(withHolidays, '2026-03-09');
    expect(profile?.comparable).toBe(6);
    expect(Math.abs(sum(profile?.expected ?? []) / usual - 1)).toBeLessThan(0.15);
  });

  it('those in which the gateway was off for long are left out, a short gap is made good', () => {
    const off = (quarters: number[]) =>
      days.map((each) =>
        each.day < '2026-02-16'
          ? each
          : { ...each, unwatched: quarters, arrivals: each.arrivals.map((n, at) => (quarters.includes(at) ? 0 : n)) },
      );
    const half = profileOf(off(Array.from({ length: 16 }, (_, n) => 52 + n)), '2026-03-09');
    expect(half?.comparable).toBe(6);
    expect(Math.abs(sum(half?.expected ?? []) / usual - 1)).toBeLessThan(0.15);
    const short = profileOf(off([48, 49]), '2026-03-09');
    expect(short?.comparable).toBe(9);
    expect(Math.abs(sum(short?.expected ?? []) / usual - 1)).toBeLessThan(0.1);
  });

  it('one wild day pulls less than twice', () => {
    const wild = days.map((each) =>
      each.day === '2026-03-02' ? { ...each, arrivals: each.arrivals.map((count) => count * 10) } : each,
    );
    expect(sum(profileOf(wild, '2026-03-09')?.expected ?? []) / usual).toBeLessThan(1.4);
  });
});
