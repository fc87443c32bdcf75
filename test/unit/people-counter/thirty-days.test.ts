import { describe, expect, it } from 'vitest';
import { counterPlans, keepingCounter } from '../../support/counters/plans.js';
import { type CounterPlan, liveThrough } from '../../support/counters/story.js';

/** The same days in each run of the suite; other seeds are for whoever looks for more. */
const seed = Number(process.env['SEED'] ?? 1);

const lives: readonly (readonly [name: string, days: number, plan: CounterPlan])[] = [
  ...counterPlans.map((plan) => [plan.name, 30, plan] as const),
  [keepingCounter.name, 10, keepingCounter],
];

describe(`counters in a branch where everything goes wrong (SEED=${seed})`, () => {
  it.each(lives)(
    '%s, %d days: nobody is counted twice, nobody is lost whom it still knew, and what is not sure says so',
    async (name, days, plan) => {
      const { findings, tally, done, counted, total } = await liveThrough({ seed, days, plan });
      process.stdout.write(`SEED=${seed} ${name}: ${JSON.stringify({ ...done, ...tally, counted, total })}\n`);
      expect(findings.slice(0, 20), `SEED=${seed}`).toEqual([]);
      expect(tally.checks).toBeGreaterThan(days * 20);
      // Restarts that nobody can see are few, and none where the counter tells its uptime or keeps no totals.
      expect(tally.hidden + tally.likeRollOver).toBeLessThanOrEqual(plan.tells === 'periods' ? 0 : days / 5);
      for (const trouble of ['power-cycle', 'kill', 'down', 'cut', 'noise']) expect(done[trouble]).toBeGreaterThan(0);
    },
    60_000,
  );
});
