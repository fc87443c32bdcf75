import { beforeAll, describe, expect, it } from 'vitest';
import type { CustomerTruth, DayTruth } from '../../../../simulators/hall/truth.js';
import { levelsOf } from './level-of.js';
import { type LivedDay, liveDays } from './lived-days.js';

const seed = Number(process.env['HALL_SEED'] ?? 7);
/** s: whoever was not answered looks again after ten, and may have to look more than once while the gateway is away. */
const longestDoubt = 120;

let lived: LivedDay[] = [];

beforeAll(async () => {
  const started = performance.now();
  const run = await liveDays({ seed, first: '2026-11-01', count: 30 });
  lived = run.lived;
  const tickets = lived.reduce((sum, { told }) => sum + told.size, 0);
  const kills = lived.reduce((sum, day) => sum + day.kills, 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(`30 days of the hall, seed ${seed}: ${tickets} tickets, ${kills} kills, ${seconds} s\n`);
  expect(run.errors).toEqual([]);
}, 120_000);

const prefixes: Readonly<Record<string, string>> = { A: 'personal', B: 'corporate', V: 'vip' };
const ghostsOf = ({ ghosts }: DayTruth, service: string) =>
  ghosts.filter((number) => prefixes[number[0] ?? ''] === service).length;
const holders = ({ customers }: DayTruth) =>
  customers.filter((customer): customer is CustomerTruth & { number: string } => customer.number !== undefined);

describe('thirty days of the hall against what really happened', () => {
  it('have busy days, closed ones, and kills of which some left a ticket that nobody holds', () => {
    expect(lived.filter(({ told }) => told.size === 0)).toHaveLength(5);
    expect(lived.reduce((sum, { kills }) => sum + kills, 0)).toBeGreaterThan(20);
    expect(lived.reduce((sum, { truth }) => sum + truth.ghosts.length, 0)).toBeGreaterThan(0);
    expect(lived.filter(({ levels }) => levels.some(({ level }) => level === 3)).length).toBeGreaterThan(5);
  });

  it('totals are exact: issued, served, no-show and abandoned per service', () => {
    for (const { day, truth, view } of lived) {
      for (const { id, issued, served, noShow, abandoned } of view.services) {
        const real = truth.services[id];
        const ghosts = ghostsOf(truth, id);
        // A ticket of which no paper came out is issued, called, and nobody comes.
        expect({ day, id, issued, served, noShow, abandoned }).toEqual({
          ...{ day, id, issued: (real?.issued ?? 0) + ghosts, served: real?.served },
          ...{ noShow: (real?.noShow ?? 0) + ghosts, abandoned: real?.abandoned },
        });
      }
    }
  });

  it('arrivals by quarter hour are exact, but for those tickets', () => {
    for (const { day, truth, view } of lived) {
      const more = view.arrivals.map((count, quarter) => count - (truth.arrivals[quarter] ?? 0));
      expect(Math.min(...more), day).toBe(0);
      expect(
        more.reduce((sum, count) => sum + count, 0),
        day,
      ).toBe(truth.ghosts.length);
    }
  });

  it('only kills leave tickets that nobody holds, each unanswered draw at most one', () => {
    for (const { day, truth, unansweredDraws } of lived)
      expect(truth.ghosts.length, day).toBeLessThanOrEqual(unansweredDraws);
  });

  it('every wait is exact, but where a kill took the answer', () => {
    for (const { day, truth, told, kills } of lived) {
      let late = 0;
      for (const { number, drawnAt, calledAt } of holders(truth)) {
        const known = told.get(number);
        expect(known?.issuedAt, `${day} ${number}`).toBe(drawnAt);
        const seconds = ((calledAt ?? 0) - (known?.firstCalledAt ?? 0)) / 1_000;
        if (seconds === 0) continue;
        late += 1;
        expect(seconds, `${day} ${number}`).toBeGreaterThan(0);
        expect(seconds, `${day} ${number}`).toBeLessThan(longestDoubt);
      }
      expect(late, day).toBeLessThanOrEqual(4 * kills);
    }
  });

  it('the mean waits of the day are those of its customers', () => {
    for (const { day, truth, view } of lived.filter(({ kills }) => kills === 0)) {
      for (const { id, meanWaitSeconds } of view.services) {
        const waits = holders(truth).flatMap(({ service, drawnAt = 0, calledAt }) =>
          service === id && calledAt !== undefined ? [(calledAt - drawnAt) / 1_000] : [],
        );
        const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
        if (waits.length === 0) expect(meanWaitSeconds, `${day} ${id}`).toBeUndefined();
        else expect(meanWaitSeconds, `${day} ${id}`).toBeCloseTo(mean, 6);
      }
    }
  });

  it('levels of congestion change at the very ms at which they do by the rule', () => {
    for (const { day, truth, levels, ends } of lived.filter(({ kills }) => kills === 0))
      expect({ day, levels }).toEqual({ day, levels: levelsOf(truth.moments, ends) });
  });

  it('nobody is overtaken, no number is called twice or given to two', () => {
    for (const { day, truth } of lived) {
      expect({ day, overtakes: truth.overtakes, twice: truth.calledTwice }).toEqual({ day, overtakes: [], twice: [] });
      const numbers = [...holders(truth).map(({ number }) => number), ...truth.ghosts];
      expect(new Set(numbers).size, day).toBe(numbers.length);
    }
  });

  it('every day begins with the first number, whatever happened the day before', () => {
    for (const { day, told } of lived) {
      for (const prefix of Object.keys(prefixes)) {
        const numbers = [...told.keys()].filter((number) => number.startsWith(prefix)).sort();
        if (numbers.length === 0) continue;
        expect(numbers, day).toEqual(numbers.map((_, index) => `${prefix}${String(index + 1).padStart(3, '0')}`));
      }
    }
  });

  it('in the evening nobody waits, every counter is closed and the level is normal', () => {
    for (const { day, view, levels } of lived) {
      const { ratio, openCounters, waiting } = view;
      expect({ day, waiting, openCounters, ratio, level: levels.at(-1)?.level ?? 0 }).toEqual({
        ...{ day, waiting: [], openCounters: 0, ratio: undefined, level: 0 },
      });
    }
  });

  it('what tickets said of the wait is nearer than what the same hour before would let expect', () => {
    const waits = lived.slice(7).flatMap(({ truth, told }) =>
      holders(truth).flatMap(({ number, drawnAt = 0, calledAt }, index, all) => {
        const expected = told.get(number)?.expectedMinutes;
        if (expected === undefined || calledAt === undefined) return [];
        const before = all.slice(0, index).filter((other) => (other.calledAt ?? Number.POSITIVE_INFINITY) <= drawnAt);
        const last = before.at(-1);
        const naive = last ? ((last.calledAt ?? 0) - (last.drawnAt ?? 0)) / 60_000 : 0;
        const real = (calledAt - drawnAt) / 60_000;
        return [{ error: Math.abs(expected - real), naive: Math.abs(naive - real), real }];
      }),
    );
    const mean = (pick: (wait: (typeof waits)[number]) => number) =>
      waits.reduce((sum, wait) => sum + pick(wait), 0) / waits.length;
    const [error, naive, real] = [mean((wait) => wait.error), mean((wait) => wait.naive), mean((wait) => wait.real)];
    process.stdout.write(
      `expected wait: off by ${error.toFixed(1)} min on the mean of ${real.toFixed(1)}, ${naive.toFixed(1)} by the last one called\n`,
    );
    expect(waits.length).toBeGreaterThan(1_000);
    expect(error).toBeLessThan(0.8 * naive);
    expect(error).toBeLessThan(0.5 * real);
  });
});
