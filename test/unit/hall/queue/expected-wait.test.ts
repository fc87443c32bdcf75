import { expect, test } from 'vitest';
import type { HallCounter, HallService } from '../../../../gateway/hall/hall-queue.js';
import { HallStand, service } from './stand.js';

const personal = service('personal', 'A');
const corporate = service('corporate', 'B');
const vip = service('vip', 'V', { priority: 1 });

interface Measured {
  readonly services?: readonly HallService[];
  readonly counters?: readonly HallCounter[];
  /** Minutes at the counter, by service; of all five, or of each. */
  readonly minutes: Readonly<Record<string, number | readonly number[]>>;
}

/** A hall in which five of each service were served by counter 1 long ago, and where nobody works now. */
async function hallThatMeasured({
  services = [personal, corporate, vip],
  counters = [{ id: '1' }],
  minutes,
}: Measured) {
  const stand = await HallStand.start({ services, counters: [...counters, { id: 'past' }] });
  const { queue, clock } = stand;
  for (const [id, each] of Object.entries(minutes)) {
    for (let nth = 0; nth < 5; nth++) {
      await queue.issue(id);
      await queue.callNext('past');
      await clock.advance((typeof each === 'number' ? each : (each[nth] ?? 0)) * 60_000);
      await queue.finish('past');
    }
  }
  await queue.signOff('past');
  await queue.startDay('2026-11-24');
  return { ...stand, queue, clock, expected: (id: string) => queue.view().services.find((each) => each.id === id) };
}

test('a free counter takes the next at once, though nothing has been measured', async () => {
  const { queue } = await HallStand.start();
  await queue.signOn('1');
  expect(await queue.issue('personal')).toMatchObject({ waitingAhead: 0, expectedWaitMinutes: 0 });
  expect(await queue.issue('personal')).toMatchObject({ waitingAhead: 1, expectedWaitMinutes: undefined });
});

test('with no counter open that takes it, nothing is promised', async () => {
  const { queue, expected } = await hallThatMeasured({
    minutes: { personal: 4 },
    counters: [{ id: '1', services: ['personal'] }],
  });
  expect(expected('personal')?.expectedWaitMinutes).toBeUndefined();
  await queue.signOn('1');
  expect(expected('personal')?.expectedWaitMinutes).toBe(0);
  expect(expected('corporate')?.expectedWaitMinutes).toBeUndefined();
});

test('each who comes first is awaited, at as many counters as are open', async () => {
  const { queue, expected } = await hallThatMeasured({
    minutes: { personal: 4 },
    counters: [{ id: '1' }, { id: '2' }],
  });
  for (let nth = 0; nth < 6; nth++) await queue.issue('personal');
  await queue.signOn('1');
  expect(expected('personal')?.expectedWaitMinutes).toBe(24);
  await queue.signOn('2');
  expect(expected('personal')?.expectedWaitMinutes).toBe(12);
});

test('whom a counter serves now is awaited for what is left of him', async () => {
  const { queue, clock, expected } = await hallThatMeasured({ minutes: { personal: 4 } });
  await queue.issue('personal');
  await queue.callNext('1');
  expect(expected('personal')?.expectedWaitMinutes).toBe(4);
  await clock.advance(3 * 60_000);
  expect(expected('personal')?.expectedWaitMinutes).toBe(1);
});

test('of two busy counters the first is free before the mean of what is left', async () => {
  const { queue, expected } = await hallThatMeasured({
    minutes: { personal: [2, 3, 4, 5, 6] },
    counters: [{ id: '1' }, { id: '2' }],
  });
  await queue.issue('personal');
  await queue.issue('personal');
  await queue.callNext('1');
  await queue.signOn('2');
  expect(expected('personal')?.expectedWaitMinutes, 'counter 2 is to take the one who waits').toBe(4);
  await queue.callNext('2');
  expect(expected('personal')?.expectedWaitMinutes).toBe(3);
});

test('who has waited for long may have left, where people do', async () => {
  const { queue, clock, expected } = await hallThatMeasured({ minutes: { personal: 10 } });
  await queue.signOn('1');
  for (let nth = 0; nth < 5; nth++) {
    await queue.issue('personal');
    await clock.advance(600_000);
    await queue.callNext('1');
    await clock.advance(30_000);
    await queue.noShow('1');
  }
  for (let nth = 0; nth < 6; nth++) await queue.issue('personal');
  const fresh = expected('personal')?.expectedWaitMinutes ?? 0;
  expect(fresh, 'as if all were there it would be 60').toBeLessThan(50);
  await clock.advance(1_800_000);
  expect(expected('personal')?.expectedWaitMinutes).toBeLessThan(fresh / 2);
});

test('some of those who wait will give their tickets back, where people do', async () => {
  const { queue, clock, expected } = await hallThatMeasured({ minutes: { personal: 10 } });
  await queue.signOn('1');
  for (let nth = 0; nth < 5; nth++) {
    const { ticket } = await queue.issue('personal');
    await clock.advance(1_200_000);
    await queue.abandon(ticket.id);
  }
  for (let nth = 0; nth < 6; nth++) await queue.issue('personal');
  const expectedMinutes = expected('personal')?.expectedWaitMinutes;
  expect(expectedMinutes).toBeGreaterThan(20);
  expect(expectedMinutes, 'as if all stayed it would be 60').toBeLessThan(50);
});

test('each service has its own times, and its own counters', async () => {
  const { queue, expected } = await hallThatMeasured({
    minutes: { personal: 4, corporate: 10 },
    counters: [
      { id: '1', services: ['personal'] },
      { id: '2', services: ['corporate'] },
    ],
  });
  for (const id of ['personal', 'corporate', 'personal', 'corporate']) await queue.issue(id);
  await queue.signOn('1');
  await queue.signOn('2');
  expect(expected('personal')?.expectedWaitMinutes).toBe(8);
  expect(expected('corporate')?.expectedWaitMinutes).toBe(20);
});

test('the higher priority waits for its own only, and the others for those of it who go on to come', async () => {
  const { queue, clock, expected } = await hallThatMeasured({ minutes: { personal: 5, vip: 5 } });
  await queue.signOn('1');
  for (let nth = 0; nth < 6; nth++) await queue.issue('personal');
  expect(expected('personal')?.expectedWaitMinutes).toBe(30);
  expect(expected('vip')?.expectedWaitMinutes).toBe(0);
  // Four in the last hour, all served: one every quarter of an hour is to come, the first of them in half of one.
  for (let nth = 0; nth < 4; nth++) {
    await queue.issue('vip');
    await queue.callNext('1');
    await queue.finish('1');
  }
  expect(expected('personal')?.expectedWaitMinutes).toBe(45);
  await clock.advance(3_600_000);
  expect(expected('personal')?.expectedWaitMinutes).toBe(30);
});

test('who was sent to one counter is awaited there only', async () => {
  const { queue, expected } = await hallThatMeasured({
    minutes: { personal: 4, corporate: 10 },
    counters: [
      { id: '1', services: ['personal'] },
      { id: '2', services: ['corporate'] },
    ],
  });
  await queue.issue('personal');
  await queue.issue('personal');
  await queue.callNext('1');
  await queue.signOn('2');
  await queue.transfer('1', { counter: '2' });
  expect(expected('personal')?.expectedWaitMinutes).toBe(4);
  expect(expected('corporate')?.expectedWaitMinutes).toBe(4);
});

test('a wait of more than a day is told as a day, as the ticket takes it', async () => {
  const { queue, expected } = await hallThatMeasured({ minutes: { personal: 119 } });
  await queue.signOn('1');
  for (let nth = 0; nth < 20; nth++) await queue.issue('personal');
  expect(expected('personal')?.expectedWaitMinutes).toBe(1_440);
});

test('the ticket says what the hall says', async () => {
  const { queue, expected } = await hallThatMeasured({ minutes: { personal: 4 } });
  await queue.signOn('1');
  for (let nth = 0; nth < 3; nth++) {
    const said = expected('personal')?.expectedWaitMinutes;
    expect(await queue.issue('personal')).toMatchObject({ expectedWaitMinutes: said, waitingAhead: nth });
  }
});
