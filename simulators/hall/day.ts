import type { Clock } from '../simulator.js';
import { workShift } from './clerk.js';
import { type Customer, visit } from './customer.js';
import type { DayPlan } from './day-plan.js';
import { createFloor } from './floor.js';
import { createHallRecord } from './hall-record.js';
import type { HallPeople } from './people.js';
import type { DayTruth } from './truth.js';

export interface RunningDay {
  /** Grows while the day runs. */
  readonly truth: DayTruth;
  /** Resolves when all have gone home; rejects when the hall never did what somebody asked of it again and again. */
  readonly over: Promise<void>;
  readonly isOver: () => boolean;
  /** Resolves when nobody waits for an answer of the hall: virtual time may go on. */
  settled(): Promise<void>;
  /** Everybody stands still. */
  stop(): void;
}

export interface DayOptions {
  readonly plan: DayPlan;
  readonly people: HallPeople;
  readonly clock: Clock;
  /** s of the day per s of the clock. */
  readonly speed?: number;
  /** Where in the day it begins, s since local midnight, at the clock's present time; default where the clock stands. */
  readonly begins?: number;
  /** Of the local time zone, minutes east of UTC; only for the default of `begins`. */
  readonly zoneMinutes?: number;
}

/**
 * Lets a planned day happen: customers come, draw tickets, lose patience; clerks sign on, call, recall, give up, send on.
 * A day that is closed is over at once.
 */
export function startDay(options: DayOptions): RunningDay {
  const { plan, people, clock, speed = 1, zoneMinutes = 480 } = options;
  const startedAt = clock.now();
  const begins = options.begins ?? Math.floor(startedAt / 1_000 + zoneMinutes * 60) % 86_400;
  const secondOfDay = () => begins + ((clock.now() - startedAt) / 1_000) * speed;
  const record = createHallRecord({ plan, now: () => clock.now(), secondOfDay });
  const customers = new Map<string, Customer>();
  let isOver = false;
  let failed: (error: Error) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  const floor = createFloor({
    plan,
    people,
    record,
    time: { clock, speed, secondOfDay },
    failed: (error) => failed(error),
  });

  const waitUntil = (second: number) => floor.pause(Math.max(0, second - secondOfDay()));
  const comings = async () => {
    for (const planned of plan.customers) {
      if (planned.comes < begins) continue;
      await waitUntil(planned.comes);
      floor.run(visit(floor, planned, (holder, customer) => customers.set(holder.number, customer)));
    }
  };
  const work = plan.shifts
    .filter(({ to }) => to > begins)
    .map(async (shift) => {
      await waitUntil(shift.from);
      await workShift(floor, shift, (number) => customers.get(number));
    });
  const everybodyGone = async () => {
    const inside = () => record.truth.customers.some(({ goneAt }) => goneAt === undefined);
    while (inside()) await floor.pause(10);
  };
  const over = Promise.race([Promise.all([comings(), ...work]).then(everybodyGone), failure]).finally(() => {
    isOver = true;
  });
  // Whoever asks for it hears of a failure; until then it is nobody's stray error.
  over.catch(() => undefined);

  return {
    truth: record.truth,
    over,
    isOver: () => isOver,
    settled: floor.settled,
    stop: floor.stop,
  };
}
