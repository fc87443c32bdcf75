import { createFoorir } from '../../../simulators/people-counter/foorir.js';
import { createHpc168 } from '../../../simulators/people-counter/hpc168.js';
import { createModbusPulse } from '../../../simulators/people-counter/modbus-pulse.js';
import { createTerabeeEvo } from '../../../simulators/people-counter/terabee-evo.js';
import { driverOf } from '../device-stand.js';
import type { CounterPlan } from './story.js';

const range32 = 2 ** 32;

/** One counter of each kind, near the end of its range where it has one. */
export const counterPlans: readonly CounterPlan[] = [
  {
    name: 'hpc168',
    driver: driverOf('people-counter', 'hpc168'),
    simulator: (world) => createHpc168(world),
    starts: { in: range32 - 300, out: range32 - 100 },
    tells: 'totals',
  },
  {
    name: 'modbus-pulse',
    driver: driverOf('people-counter', 'modbus-pulse'),
    simulator: (world) => createModbusPulse(world),
    tellsUptime: true,
    tells: 'totals',
  },
  {
    name: 'terabee-evo',
    driver: driverOf('people-counter', 'terabee-evo'),
    // What it says all the time it says when it is listened to.
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

/** A counter that keeps its totals without power, and comes to the end of its range by counting. */
export const keepingCounter: CounterPlan = {
  name: 'modbus-pulse, which keeps its counts without power',
  driver: driverOf('people-counter', 'modbus-pulse'),
  options: { map: 'sfar-8di8do', keepsCounts: true },
  simulator: (world) => createModbusPulse(world, { model: 'sfar-8di8do', keepsCounts: true }),
  keeps: true,
  starts: { in: range32 - 1_000, out: range32 - 800 },
  tells: 'totals',
};
