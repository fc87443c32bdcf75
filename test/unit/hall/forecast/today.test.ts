import { describe, expect, it } from 'vitest';
import { profileOf } from '../../../../gateway/hall/forecast/profile.js';
import { restOfDay } from '../../../../gateway/hall/forecast/today.js';
import { madeDays, sum } from './support.js';

const flat = {
  expected: Array.from({ length: 96 }, (_, at) => (at >= 36 && at < 68 ? 10 : 0)),
  spread: 0.04,
  comparable: 5,
};
const cameAt = (perQuarter: number, until: number) =>
  Array.from({ length: 96 }, (_, at) => (at >= 36 && at < until ? perQuarter : 0));
const noon = { quarter: 48, part: 0 };

describe('the rest of the day', () => {
  it('before opening is the whole day as usual', () => {
    const rest = restOfDay(flat, { arrivals: cameAt(0, 0), now: { quarter: 30, part: 0 }, unwatched: [] });
    expect(rest.level).toBe(1);
    expect(rest.rest.expected).toBeCloseTo(320);
    expect(rest.quarters).toHaveLength(32);
  });

  it('after closing is nothing', () => {
    const rest = restOfDay(flat, { arrivals: cameAt(10, 68), now: { quarter: 70, part: 0.5 }, unwatched: [] });
    expect(rest.quarters).toEqual([]);
    expect(rest.rest).toEqual({ expected: 0, low: 0, high: 0 });
  });

  it('of the present quarter hour is what is left of it', () => {
    const rest = restOfDay(flat, { arrivals: cameAt(10, 48), now: { quarter: 48, part: 0.8 }, unwatched: [] });
    expect(rest.quarters[0]).toMatchObject({ quarter: 48 });
    expect(rest.quarters[0]?.expected).toBeLessThan(2.2);
  });

  it('follows a busy morning, but not all the way', () => {
    const busy = restOfDay(flat, { arrivals: cameAt(15, 48), now: noon, unwatched: [] });
    expect(busy.level).toBeGreaterThan(1.3);
    expect(busy.level).toBeLessThan(1.5);
    const quiet = restOfDay(flat, { arrivals: cameAt(5, 48), now: noon, unwatched: [] });
    expect(quiet.level).toBeLessThan(0.7);
  });

  it('believes today the less, the less days of this branch differ', () => {
    const steady = restOfDay({ ...flat, spread: 0.0025 }, { arrivals: cameAt(15, 48), now: noon, unwatched: [] });
    const changing = restOfDay(flat, { arrivals: cameAt(15, 48), now: noon, unwatched: [] });
    expect(steady.level).toBeLessThan(changing.level);
  });

  it('takes no quarter hour for quiet in which the gateway was off', () => {
    const arrivals = cameAt(10, 48).map((count, at) => (at >= 40 && at < 46 ? 0 : count));
    const unwatched = [40, 41, 42, 43, 44, 45];
    expect(restOfDay(flat, { arrivals, now: noon, unwatched }).level).toBeCloseTo(1);
    expect(restOfDay(flat, { arrivals, now: noon, unwatched: [] }).level).toBeLessThan(0.7);
  });

  it('its interval holds the expectation, is never below nothing, and narrows as the day goes', () => {
    const widths = [36, 44, 52, 60, 66].map((quarter) => {
      const { rest, quarters } = restOfDay(flat, {
        arrivals: cameAt(10, quarter),
        now: { quarter, part: 0 },
        unwatched: [],
      });
      for (const { low, expected, high } of [rest, ...quarters]) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(expected);
        expect(high).toBeGreaterThanOrEqual(expected);
      }
      return rest.high - rest.low;
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });

  it('8 days of 10 end within the interval, at opening and at noon', () => {
    const days = madeDays('2026-01-05', 300, 11);
    let [within, all] = [0, 0];
    for (const [at, { day, arrivals }] of days.entries()) {
      if (at < 100 || at % 2 === 1) continue;
      const profile = profileOf(days.slice(0, at), day)!;
      for (const quarter of [36, 48]) {
        const soFar = {
          arrivals: arrivals.map((count, q) => (q < quarter ? count : 0)),
          now: { quarter, part: 0 },
          unwatched: [],
        };
        const { low, high } = restOfDay(profile, soFar).rest;
        const came = sum(arrivals.slice(quarter));
        all += 1;
        if (came >= low && came <= high) within += 1;
      }
    }
    expect(within / all).toBeGreaterThan(0.72);
    expect(within / all).toBeLessThan(0.9);
  });
});
