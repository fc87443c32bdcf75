import { expect, test } from 'vitest';
import type { IssuedTicket } from '../../../../gateway/hall/hall-queue.js';
import { startOf } from '../../../../simulators/hall/calendar.js';
import { startDay } from '../../../../simulators/hall/day.js';
import { planDay } from '../../../../simulators/hall/day-plan.js';
import { createFastTime } from '../../../../simulators/hall/fast-time.js';
import { branchProfile } from '../../../../simulators/hall/profile.js';
import type { DayTruth } from '../../../../simulators/hall/truth.js';
import { queuePeople } from '../../../support/queue-people.js';
import { HallStand, service } from './stand.js';

const seed = 20261127;
/** Half past eight at UTC+8. */
const beforeOpening = 30 * 60_000;
/** Days that are only measured from. */
const measuredDays = 2;
/** Minutes that a queue system without measured times may take everybody ahead to need. */
const constants = [3, 8];

interface Told {
  readonly issued: IssuedTicket;
  readonly open: number;
}

interface Wait extends Told {
  /** Minutes. */
  readonly expected: number;
  readonly real: number;
}

test('the wait on the ticket is near the real one, and nearer than a constant for everybody ahead', async () => {
  // A Thursday, a Friday, and the Monday at the end of the month.
  const days = ['2026-11-26', '2026-11-27', '2026-11-30'];
  const clock = { ...createFastTime(startOf(days[0] ?? '').getTime()) };
  const { queue } = await HallStand.start({
    services: branchProfile.services.map(({ id, priority = 0 }, at) => service(id, 'ABV'[at] ?? '', { priority })),
    counters: branchProfile.counters,
    clock,
  });
  const waits: Wait[] = [];

  for (const [nth, day] of days.entries()) {
    const told = new Map<string, Told>();
    const people = queuePeople(
      () => queue,
      (issued) => told.set(issued.ticket.number, { issued, open: queue.view().openCounters }),
    );
    const time = createFastTime(startOf(day).getTime() + beforeOpening);
    Object.assign(clock, time);
    await queue.startDay(day);
    const running = startDay({ plan: planDay(branchProfile, day, seed), people, clock: time });
    await time.run({ over: running.isOver, settled: running.settled });
    expect(running.truth.overtakes).toEqual([]);
    if (nth >= measuredDays) waits.push(...waitsOf(running.truth, told));
  }

  const mean = (of: (wait: Wait) => number) => waits.reduce((sum, each) => sum + of(each), 0) / waits.length;
  const real = mean((wait) => wait.real);
  const error = mean((wait) => Math.abs(wait.expected - wait.real));
  const bias = mean((wait) => wait.expected - wait.real);
  const constantErrors = constants.map((minutes) =>
    mean(({ issued, open, real }) => Math.abs((issued.waitingAhead * minutes) / Math.max(1, open) - real)),
  );
  const figures = JSON.stringify({ seed, tickets: waits.length, real, error, bias, constantErrors });
  expect(waits.length, figures).toBeGreaterThan(200);
  expect(Math.abs(bias), figures).toBeLessThan(0.15 * real);
  expect(error, figures).toBeLessThan(0.3 * real);
  for (const constantError of constantErrors) expect(error, figures).toBeLessThan(0.6 * constantError);
});

/** Of all who were called, there or not. */
function waitsOf({ customers }: DayTruth, told: ReadonlyMap<string, Told>): Wait[] {
  return customers.flatMap(({ number = '', drawnAt = 0, calledAt }) => {
    const { issued, open = 0 } = told.get(number) ?? {};
    const expected = issued?.expectedWaitMinutes;
    if (!issued || expected === undefined || calledAt === undefined) return [];
    return [{ issued, open, expected, real: (calledAt - drawnAt) / 60_000 }];
  });
}
