import { expect, test } from 'vitest';
import { HallStand, numbersOf } from './stand.js';

const invalid = (field: string, message: string) =>
  expect.objectContaining({ code: 'COMMAND_ARGS_INVALID', field, message: expect.stringContaining(message) });
const failed = (message: string) =>
  expect.objectContaining({ code: 'HALL_STATE', message: expect.stringContaining(message) });

test('a ticket is drawn, waits, is called, and makes room for the next', async () => {
  const { queue, told } = await standWith();
  const first = await queue.issue('personal');
  expect(first).toEqual({
    ticket: {
      id: '20261123-A001',
      number: 'A001',
      service: 'personal',
      state: 'waiting',
      issuedAt: Date.UTC(2026, 10, 23, 1),
      waitsSince: Date.UTC(2026, 10, 23, 1),
      recalls: 0,
    },
    waitingAhead: 0,
    expectedWaitMinutes: undefined,
  });
  expect(await queue.issue('personal')).toMatchObject({ ticket: { number: 'A002' }, waitingAhead: 1 });
  expect(await queue.callNext('1')).toMatchObject({
    ticket: { number: 'A001', state: 'called', counter: '1', calledAt: Date.UTC(2026, 10, 23, 1) },
    counter: '1',
    recall: 0,
    passed: 0,
  });
  expect(await queue.callNext('1')).toMatchObject({ ticket: { number: 'A002' } });
  expect(await queue.callNext('1')).toBeUndefined();
  expect(told()).toEqual([
    ...['issued A001', 'issued A002', 'signed-on 1', 'called A001 to 1', 'served A001', 'called A002 to 1'],
    'served A002',
  ]);
});

test('a counter calls once more whom it serves, and nobody when it serves nobody', async () => {
  const { queue } = await standWith('personal');
  expect(await queue.recall('1')).toBeUndefined();
  await queue.callNext('1');
  expect(await queue.recall('1')).toMatchObject({ ticket: { number: 'A001', recalls: 1 }, recall: 1 });
  expect(await queue.recall('1')).toMatchObject({ recall: 2 });
});

test('who does not come is a no-show, and the counter is free', async () => {
  const { queue } = await standWith('personal');
  await queue.callNext('1');
  expect(await queue.noShow('1')).toMatchObject({ number: 'A001', state: 'no-show', counter: '1' });
  await expect(queue.noShow('1')).rejects.toEqual(failed('counter 1 serves nobody'));
  expect(queue.view().services[0]).toMatchObject({ issued: 1, served: 0, noShow: 1, waiting: 0 });
});

test('a counter finishes without taking another', async () => {
  const { queue } = await standWith('personal', 'personal');
  await queue.callNext('1');
  expect(await queue.finish('1')).toMatchObject({ number: 'A001', state: 'served' });
  expect(await queue.finish('1')).toBeUndefined();
  expect(queue.view()).toMatchObject({ openCounters: 1, ratio: 1, counters: [{ id: '1', open: true }, {}, {}] });
  expect(queue.view().counters[0]?.ticket).toBeUndefined();
});

test('a customer sent to another service keeps number and place, and waits anew', async () => {
  const { queue, clock, told } = await standWith('personal', 'corporate');
  await queue.callNext('1');
  await clock.advance(60_000);
  const sent = await queue.transfer('1', { service: 'corporate' });
  expect(sent).toMatchObject({ number: 'A001', service: 'corporate', state: 'waiting' });
  expect(sent.waitsSince - sent.issuedAt).toBe(60_000);
  expect(sent).not.toHaveProperty('counter');
  expect(queue.view().services).toMatchObject([
    { id: 'personal', issued: 1, waiting: 0 },
    { id: 'corporate', issued: 1, waiting: 2, oldestWaitSeconds: 60 },
    { id: 'vip' },
  ]);
  expect(await queue.callNext('3')).toMatchObject({ ticket: { number: 'A001' }, recall: 0 });
  expect(told()).toContain('transferred A001');
});

test('the wait of a customer is until he was called first, whatever service he was sent to', async () => {
  const { queue, clock } = await standWith('personal');
  await clock.advance(60_000);
  await queue.callNext('1');
  await queue.transfer('1', { service: 'corporate' });
  await clock.advance(600_000);
  await queue.callNext('1');
  expect(queue.view().services).toMatchObject([{ meanWaitSeconds: 60 }, { meanWaitSeconds: undefined }, {}]);
});

test('a customer sent to a counter is taken by that one only, though it does not take his service', async () => {
  const { queue } = await standWith('personal', 'personal');
  await queue.callNext('1');
  expect(await queue.transfer('1', { counter: '3' })).toMatchObject({ onlyCounter: '3', service: 'personal' });
  expect(await queue.callNext('2')).toMatchObject({ ticket: { number: 'A002' } });
  expect(await queue.callNext('1')).toBeUndefined();
  expect(await queue.callNext('3')).toMatchObject({ ticket: { number: 'A001' } });
});

test('who waits for a counter that signs off is free for every counter of his service', async () => {
  const { queue } = await standWith('personal');
  await queue.signOn('3');
  await queue.callNext('1');
  await queue.transfer('1', { counter: '3' });
  await queue.signOff('3');
  expect(queue.view().waiting[0]).not.toHaveProperty('onlyCounter');
  expect(await queue.callNext('2')).toMatchObject({ ticket: { number: 'A001' } });
});

test('a transfer to nowhere, and one of nobody, is refused', async () => {
  const { queue } = await standWith();
  await expect(queue.transfer('1', {})).rejects.toEqual(invalid('args', 'neither service nor to'));
  await expect(queue.transfer('1', { service: 'vip' })).rejects.toEqual(failed('counter 1 serves nobody'));
});

test('a waiting customer leaves, by number or id; of one who does not wait it is refused', async () => {
  const { queue } = await standWith('personal', 'personal', 'personal');
  expect(await queue.abandon('A001')).toMatchObject({ number: 'A001', state: 'abandoned' });
  expect(await queue.abandon('20261123-A002')).toMatchObject({ number: 'A002', state: 'abandoned' });
  await expect(queue.abandon('A001')).rejects.toEqual(failed('A001 does not wait any more: it is abandoned'));
  await expect(queue.abandon('Z9')).rejects.toEqual(invalid('args.ticket', '"Z9"'));
  expect(await queue.callNext('1')).toMatchObject({ ticket: { number: 'A003' } });
  await expect(queue.abandon('A003')).rejects.toEqual(failed('it is called'));
  expect(queue.view().services[0]).toMatchObject({ issued: 3, abandoned: 2, waiting: 0 });
});

test('what is not there is refused with what is', async () => {
  const { queue } = await standWith();
  await expect(queue.issue('loans')).rejects.toEqual(invalid('args.service', 'allowed: personal, corporate, vip'));
  for (const ask of [queue.callNext, queue.recall, queue.noShow, queue.finish, queue.signOn, queue.signOff]) {
    await expect(ask('9')).rejects.toEqual(invalid('args.counter', 'found "9", allowed: 1, 2, 3'));
  }
  await expect(queue.transfer('9', { service: 'vip' })).rejects.toEqual(invalid('args.counter', '"9"'));
  await expect(queue.transfer('1', { service: 'x' })).rejects.toEqual(invalid('args.service', '"x"'));
  await expect(queue.transfer('1', { counter: 'x' })).rejects.toEqual(invalid('args.counter', '"x"'));
});

test('counters sign on and off, each told once', async () => {
  const { queue, told } = await standWith('personal');
  await queue.signOn('1');
  await queue.signOn('1');
  expect(queue.view()).toMatchObject({ openCounters: 1, ratio: 1 });
  await queue.callNext('1');
  await queue.signOff('1');
  await queue.signOff('1');
  expect(queue.view()).toMatchObject({ openCounters: 0, services: [{ served: 1 }, {}, {}] });
  expect(queue.view().ratio).toBeUndefined();
  expect(told()).toEqual(['issued A001', 'signed-on 1', 'called A001 to 1', 'served A001', 'signed-off 1']);
});

test('somebody who waits with no counter open is endless congestion', async () => {
  const { queue } = await standWith('personal');
  expect(queue.view().ratio).toBe(Number.POSITIVE_INFINITY);
});

test('where nobody signs on, a counter is open for a while after each call', async () => {
  const { queue, clock, told } = await standWith('personal', 'personal');
  await queue.callNext('1');
  await clock.advance(14 * 60_000);
  await queue.recall('1');
  await clock.advance(15 * 60_000 - 1);
  expect(queue.view()).toMatchObject({ openCounters: 1, counters: [{ open: true, signedOn: true }, {}, {}] });
  await clock.advance(1);
  expect(queue.view()).toMatchObject({ openCounters: 0, counters: [{ open: false, signedOn: false }, {}, {}] });
  await queue.callNext('1');
  expect(told().filter((each) => each === 'signed-on 1')).toHaveLength(2);
});

test('a counter that signed on stays open however long it does not call', async () => {
  const { queue, clock } = await standWith('personal');
  await queue.callNext('1');
  await queue.signOn('1');
  await clock.advance(5 * 3_600_000);
  expect(queue.view().openCounters).toBe(1);
});

test('arrivals are counted by quarter hours of the wall clock of the branch', async () => {
  const stand = await HallStand.start({ timezone: 'Asia/Kathmandu' });
  const { queue, clock } = stand;
  // 01:00 UTC is 06:45 there.
  await queue.issue('personal');
  await clock.advance(15 * 60_000 - 1);
  await queue.issue('vip');
  await clock.advance(1);
  await queue.issue('vip');
  const { arrivals } = queue.view();
  expect(arrivals).toHaveLength(96);
  expect(arrivals.slice(26, 30)).toEqual([0, 2, 1, 0]);
  expect(arrivals.reduce((a, b) => a + b)).toBe(3);
});

test('waits are told: of the oldest who waits, and in the mean of those who were called', async () => {
  const { queue, clock } = await standWith('personal');
  await clock.advance(100_000);
  await queue.issue('personal');
  await clock.advance(20_000);
  expect(queue.view().services[0]).toMatchObject({ oldestWaitSeconds: 120, meanWaitSeconds: undefined });
  await queue.callNext('1');
  expect(queue.view().services[0]).toMatchObject({ oldestWaitSeconds: 20, meanWaitSeconds: 120 });
  await queue.callNext('2');
  expect(queue.view().services[0]).toMatchObject({ oldestWaitSeconds: undefined, meanWaitSeconds: 70 });
});

test('a clock that is set back changes no order and makes no wait negative', async () => {
  const { queue, clock } = await standWith('personal');
  clock.jump(-3_600_000);
  await queue.issue('personal');
  expect(numbersOf(queue.view().waiting)).toEqual(['A001', 'A002']);
  expect(queue.view().services[0]?.oldestWaitSeconds).toBe(0);
  expect(await queue.callNext('1')).toMatchObject({ ticket: { number: 'A001' } });
  expect(queue.view().services[0]?.meanWaitSeconds).toBe(0);
});

test('a listener that fails harms neither the queue nor the other listeners', async () => {
  const stand = await HallStand.start();
  const heard: string[] = [];
  const unhear = stand.queue.onChange(() => {
    throw new Error('by the test');
  });
  stand.queue.onChange(({ kind }) => heard.push(kind));
  expect(await stand.queue.issue('personal')).toMatchObject({ ticket: { number: 'A001' } });
  expect(heard).toEqual(['issued']);
  expect(stand.errors).toEqual([expect.objectContaining({ message: 'by the test' })]);
  unhear();
  await stand.queue.issue('personal');
  expect(stand.errors).toHaveLength(1);
});

async function standWith(...drawn: readonly string[]) {
  const stand = await HallStand.start();
  for (const each of drawn) await stand.queue.issue(each);
  const { queue, clock } = stand;
  return { queue, clock, told: () => stand.told() };
}
