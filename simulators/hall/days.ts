import type { World } from '../simulator.js';
import { daysFrom } from './calendar.js';
import { type RunningDay, startDay } from './day.js';
import { planDay } from './day-plan.js';
import type { HallPeople } from './people.js';
import { branchProfile, type HallProfile } from './profile.js';

/** The branch with three counters, open every day of the week. */
const demoProfile: HallProfile = {
  ...branchProfile,
  counters: branchProfile.counters.filter(({ id }) => id !== '4'),
  hours: Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((weekday) => [weekday, { opens: 9 * 60, closes: 17 * 60 }])),
  customers: Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((weekday) => [weekday, 190])),
};
const firstDay = '2026-11-02';
const manyDays = 1_000;

/**
 * One day after the other, each from opening to closing, until it is stopped. A day the hall breaks off is said and followed
 * by the next.
 * @param speed s of the day per s of the clock.
 */
export function startDays(options: {
  readonly world: World;
  readonly seed: number;
  readonly speed: number;
  readonly people: HallPeople;
  readonly say: (text: string) => void;
}): { stop(): void } {
  const { world, seed, speed, people, say } = options;
  let running: RunningDay | undefined;
  let stopped = false;

  const live = async () => {
    for (const day of daysFrom(firstDay, manyDays)) {
      const plan = planDay(demoProfile, day, seed);
      const opens = plan.hours?.opens ?? 0;
      say(`… a day begins: ${plan.customers.length} customers will come`);
      running = startDay({ plan, people, clock: world.clock, speed, begins: opens });
      await running.over.catch((error: Error) => say(`… the day breaks off: ${error.message}`));
      if (stopped) return;
      const { customers } = running.truth;
      const served = customers.filter(({ fate }) => fate === 'served').length;
      say(`… the day is over: ${served} of ${customers.length} customers were served`);
    }
  };
  void live();
  return {
    stop() {
      stopped = true;
      running?.stop();
    },
  };
}
