import { describe, expect, it } from 'vitest';
import { createFoorir } from '../../../simulators/people-counter/foorir.js';
import { createHpc168 } from '../../../simulators/people-counter/hpc168.js';
import { createModbusPulse } from '../../../simulators/people-counter/modbus-pulse.js';
import { createTerabeeEvo } from '../../../simulators/people-counter/terabee-evo.js';
import { type CounterPlan, liveThrough } from '../../support/counters/story.js';
import { driverOf } from '../../support/device-stand.js';

/** The same days in each run of the suite; other seeds are for whoever looks for more. */
const seed = Number(process.env['SEED'] ?? 1);

const plans: readonly CounterPlan[] = [
  {
    name: 'hpc168',
    driver: driverOf('people-counter', 'hpc168'),
    simulator: (world) => createHpc168(world),
    starts: { in: 2 ** 32 - 300, out: 2 ** 32 - 100 },
    tells: 'totals',
  },
  {
    name: 'modbus-pulse, which tells its uptime',
    driver: driverOf('people-counter', 'modbus-pulse'),
    simulator: (world) => createModbusPulse(world),
    tellsUptime: true,
    tells: 'totals',
  },
  {
    name: 'modbus-pulse, which keeps its counts without power',
    driver: driverOf('people-counter', 'modbus-pulse'),
    options: { map: 'sfar-8di8do', keepsCounts: true },
    simulator: (world) => createModbusPulse(world, { model: 'sfar-8di8do', keepsCounts: true }),
    keeps: true,
    starts: { in: 2 ** 32 - 5_000, out: 2 ** 32 - 4_000 },
    tells: 'totals',
  },
  {
    name: 'terabee-evo',
    driver: driverOf('people-counter', 'terabee-evo'),
    simulator: (world) => createTerabeeEvo(world, { distancePeriodMs: 3_600_000 }),
    range: 2 ** 16,
    starts: { in: 65_400, out: 65_300 },
    tells: 'passages',
  },
  {
    name: 'foorir',
    driver: driverOf('people-counter', 'foorir'),
    simulator: (world) => createFoorir(world),
    tells: 'periods',
  },
];

describe(`thirty days of a counter in a branch where everything goes wrong (SEED=${seed})`, () => {
  it.each(plans.map((plan) => [plan.name, plan] as const))(
    '%s: nobody is counted twice, nobody is lost whom the counter still knew, and what is not sure says so',
    async (name, plan) => {
      const { findings, tally, done, counted, total } = await liveThrough({ seed, days: 30, plan });
      process.stdout.write(`SEED=${seed} ${name}: ${JSON.stringify({ ...done, ...tally, counted, total })}\n`);
      expect(findings.slice(0, 20), `SEED=${seed}`).toEqual([]);
      expect(tally.checks).toBeGreaterThan(1_000);
    },
  );
});
