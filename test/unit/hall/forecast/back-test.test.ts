import { describe, expect, it } from 'vitest';
import { backTest, generatedDays } from '../../../support/back-test.js';
import { levelBackTest } from '../../../support/level-back-test.js';

describe('on generated days with known truth', () => {
  it.each([
    ['before opening', 32],
    ['at noon', 48],
  ])(
    'the rest of the day, said %s, is nearer than "same as last week", and within its interval as often as it claims',
    (_said, quarter) => {
      for (const seed of [1, 2]) {
        const { rest, quarter: each, within, days } = backTest(generatedDays('2026-01-05', 160, seed), quarter, 90);
        expect(days).toBeGreaterThan(40);
        expect(rest.forecast / rest.naive, `seed ${seed}`).toBeLessThan(0.75);
        expect(each.forecast / each.naive, `seed ${seed}`).toBeLessThan(0.8);
        expect(within, `seed ${seed}`).toBeGreaterThan(0.68);
        expect(within, `seed ${seed}`).toBeLessThan(0.92);
      }
    },
  );

  it('says nothing in the first weeks, and is no worse than last week as soon as it speaks', () => {
    const days = generatedDays('2026-01-05', 42, 3);
    const { rest, days: said } = backTest(days, 32, 0);
    expect(said).toBeLessThanOrEqual(days.length - 18);
    expect(rest.forecast).toBeLessThanOrEqual(rest.naive);
  });

  it('levels of congestion are foreseen more often than not, and few warnings are for nothing', async () => {
    const { reached, foreseen, warnings, falseAlarms, leadMinutes } = await levelBackTest({ days: 3, seed: 1 });
    expect(reached).toBeGreaterThan(2);
    expect(foreseen / reached).toBeGreaterThan(0.5);
    expect(falseAlarms / warnings).toBeLessThan(0.5);
    expect(leadMinutes).toBeGreaterThan(5);
  });
});
