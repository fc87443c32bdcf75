import { expect, test } from 'vitest';
import { daysFrom } from '../../../../simulators/hall/calendar.js';
import { startDay } from '../../../../simulators/hall/day.js';
import { planDay } from '../../../../simulators/hall/day-plan.js';
import { createFastTime } from '../../../../simulators/hall/fast-time.js';
import { createPaperHall } from '../../../../simulators/hall/paper-hall.js';
import type { HallPeople } from '../../../../simulators/hall/people.js';
import { branchProfile } from '../../../../simulators/hall/profile.js';
import { liveThrough } from '../../../support/paper-day.js';
import { seededRandom } from '../../../support/random.js';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('at the end of every day all have gone, and every ticket has come to an end', async () => {
  for (const day of daysFrom('2026-11-01', 30)) {
    const truth = await liveThrough({ day, seed: 7 });
    expect(truth.walkedOut).toBe(truth.walkedIn);
    expect(truth.customers).toHaveLength(truth.walkedIn);
    expect(truth.customers.filter(({ fate }) => fate === 'waiting')).toEqual([]);
    const services = Object.values(truth.services);
    const issued = sum(services.map((service) => service.issued));
    expect(sum(truth.arrivals)).toBe(issued);
    expect(sum(services.map(({ served, noShow, abandoned }) => served + noShow + abandoned))).toBe(issued);
    if (truth.moments.length > 0) expect(truth.moments.at(-1)).toMatchObject({ waiting: 0, open: 0 });
    expect(truth.overtakes).toEqual([]);
    expect(truth.calledTwice).toEqual([]);
    expect(truth.ghosts).toEqual([]);
  }
});

test('people wait, lose patience, hand tickets back, come to the second call and are sent on', async () => {
  const days = await Promise.all(daysFrom('2026-11-23', 6).map((day) => liveThrough({ day, seed: 4 })));
  const customers = days.flatMap((day) => day.customers);
  for (const fate of ['served', 'left', 'handed-back'] as const)
    expect(customers.filter((customer) => customer.fate === fate).length).toBeGreaterThan(3);
  expect(customers.some(({ fate, calls }) => fate === 'served' && calls === 2)).toBe(true);
  expect(customers.some(({ transferredAt }) => transferredAt !== undefined)).toBe(true);
  expect(customers.some(({ calledAt = 0, drawnAt = 0 }) => calledAt - drawnAt > 600_000)).toBe(true);
});

test('the same seed lives through the same day', async () => {
  const [once, again] = [
    await liveThrough({ day: '2026-11-30', seed: 9 }),
    await liveThrough({ day: '2026-11-30', seed: 9 }),
  ];
  expect(again).toEqual(once);
});

test('a hall that serves the last first is found out', async () => {
  const people = createPaperHall(branchProfile);
  const drawn: string[] = [];
  const serving = new Map<string, string>();
  const unjust: HallPeople = {
    ...people,
    async drawTicket(service) {
      const number = await people.drawTicket(service);
      if (number !== undefined) drawn.push(number);
      return number;
    },
    async next(counter) {
      const number = drawn.pop();
      if (number === undefined) serving.delete(counter);
      else serving.set(counter, number);
      return number;
    },
    handBack: async (number) => {
      const index = drawn.indexOf(number);
      if (index >= 0) drawn.splice(index, 1);
      return index >= 0;
    },
    serving: async (counter) => serving.get(counter),
    transfer: async (counter) => void drawn.push(serving.get(counter) ?? ''),
  };
  const truth = await liveThrough({ day: '2026-11-30', seed: 7, people: unjust });
  expect(truth.overtakes.length).toBeGreaterThan(10);
});

test('a hall that calls a number nobody has, or one for the second time, is found out', async () => {
  const people = createPaperHall(branchProfile);
  let calls = 0;
  let first: string | undefined;
  const confused: HallPeople = {
    ...people,
    async next(counter) {
      calls += 1;
      if (calls === 20) return 'Z999';
      if (calls === 30) return first;
      const number = await people.next(counter);
      first ??= number;
      return number;
    },
    serving: async (counter) => (calls === 20 || calls === 30 ? undefined : people.serving(counter)),
  };
  const truth = await liveThrough({ day: '2026-11-27', seed: 7, people: confused });
  expect(truth.ghosts).toEqual(['Z999']);
  expect(truth.calledTwice).toEqual([first]);
});

test('who is called before his paper is out comes when he has it, and is no ghost', async () => {
  const people = createPaperHall(branchProfile);
  const clock = createFastTime(Date.UTC(2026, 10, 27, 0, 59));
  const slow: HallPeople = {
    ...people,
    async drawTicket(service) {
      const number = await people.drawTicket(service);
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 40_000));
      return number;
    },
  };
  const day = startDay({ plan: planDay(branchProfile, '2026-11-27', 7), people: slow, clock });
  // Whoever stands at the machine is not answered: time goes on all the same.
  await clock.run({ over: day.isOver, settled: () => new Promise((resolve) => setImmediate(resolve)) });
  await day.over;
  const { customers, ghosts, calledTwice, walkedIn, walkedOut } = day.truth;
  expect(customers.some(({ calledAt = 0, drawnAt = 0 }) => calledAt < drawnAt)).toBe(true);
  expect({ ghosts, calledTwice, walkedOut }).toEqual({ ghosts: [], calledTwice: [], walkedOut: walkedIn });
  expect(customers.filter(({ fate }) => fate === 'served').length).toBeGreaterThan(0.8 * customers.length);
});

test('people who are not answered look and try again: nothing is done twice and nothing is lost', async () => {
  const random = seededRandom(31);
  const people = createPaperHall(branchProfile);
  /** Half of what fails was done all the same, but for the tickets, of which no paper comes then. */
  const shaky = <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>, before = false) => {
    return async (...args: Args): Promise<Result> => {
      const fails = random() < 0.1;
      if (fails && (before || random() < 0.5)) throw new Error('nobody answers');
      const result = await act(...args);
      if (fails) throw new Error('the answer is lost');
      return result;
    };
  };
  const truth = await liveThrough({
    day: '2026-11-30',
    seed: 7,
    people: {
      walkIn: shaky(people.walkIn, true),
      walkOut: shaky(people.walkOut, true),
      drawTicket: shaky(people.drawTicket, true),
      handBack: shaky(people.handBack),
      signOn: shaky(people.signOn),
      signOff: shaky(people.signOff),
      next: shaky(people.next),
      recall: shaky(people.recall),
      noShow: shaky(people.noShow),
      finish: shaky(people.finish),
      transfer: shaky(people.transfer),
      serving: shaky(people.serving),
    },
  });
  expect(truth.walkedOut).toBe(truth.walkedIn);
  expect(truth.overtakes).toEqual([]);
  expect(truth.ghosts).toEqual([]);
  const services = Object.values(truth.services);
  expect(sum(services.map(({ served, noShow, abandoned }) => served + noShow + abandoned))).toBe(
    sum(services.map(({ issued }) => issued)),
  );
});

test('a hall that never answers ends the day with what it never did', async () => {
  const people: HallPeople = {
    ...createPaperHall(branchProfile),
    signOn: async () => {
      throw new Error('the keypad is broken');
    },
  };
  await expect(liveThrough({ day: '2026-11-27', seed: 7, people })).rejects.toThrow(
    /the hall never did "sign counter \d on": the keypad is broken/,
  );
});

test('a day that is stopped stands still', async () => {
  const clock = createFastTime(Date.UTC(2026, 10, 27, 1, 30));
  const day = startDay({
    plan: planDay(branchProfile, '2026-11-27', 7),
    people: createPaperHall(branchProfile),
    clock,
  });
  await clock.run({ over: () => day.truth.walkedIn >= 10, settled: day.settled });
  day.stop();
  const { walkedIn } = day.truth;
  await clock.run({ over: () => false, settled: day.settled });
  expect(day.truth.walkedIn).toBe(walkedIn);
  expect(day.isOver()).toBe(false);
});

test('a day that begins late has only who comes later', async () => {
  const plan = planDay(branchProfile, '2026-11-27', 7);
  const clock = createFastTime(0);
  const day = startDay({ plan, people: createPaperHall(branchProfile), clock, begins: 15 * 3_600, speed: 60 });
  await clock.run({ over: day.isOver, settled: day.settled });
  expect(day.truth.walkedIn).toBe(plan.customers.filter(({ comes }) => comes >= 15 * 3_600).length);
  // Two hours of the hall, sixty times as fast.
  expect(clock.now()).toBeGreaterThanOrEqual(120_000);
  expect(clock.now()).toBeLessThan(200_000);
});
