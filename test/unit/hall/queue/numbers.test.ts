import { expect, test } from 'vitest';
import { mostTicketsPerDay, nextPlace } from '../../../../gateway/hall/queue/numbers.js';
import { HallStand, numbersOf, service } from './stand.js';

test('each service counts for itself, in as many figures as its last number has', async () => {
  const { queue } = await HallStand.start({
    services: [service('personal', 'A'), service('loans', 'LN', { firstNumber: 501, lastNumber: 1_500 })],
  });
  const drawn = [];
  for (const each of ['personal', 'loans', 'personal', 'loans']) drawn.push((await queue.issue(each)).ticket);
  expect(numbersOf(drawn)).toEqual(['A001', 'LN0501', 'A002', 'LN0502']);
  expect(drawn.map(({ id }) => id)).toEqual([
    ...['20261123-A001', '20261123-LN0501', '20261123-A002', '20261123-LN0502'],
  ]);
});

test('after the last number comes the first that nobody holds, with an id of its own', async () => {
  const { queue } = await HallStand.start({ services: [service('personal', 'A', { firstNumber: 0, lastNumber: 3 })] });
  for (let nth = 0; nth < 4; nth++) await queue.issue('personal');
  await queue.callNext('1');
  await expect(queue.issue('personal')).rejects.toMatchObject({
    code: 'HALL_STATE',
    message: 'all 4 numbers of A are held by customers who wait or are served',
  });
  await queue.callNext('2');
  await queue.finish('1');
  await queue.abandon('A002');
  const again = (await queue.issue('personal')).ticket;
  expect(again).toMatchObject({ id: '20261123-A000-2', number: 'A000' });
  expect((await queue.issue('personal')).ticket.number, 'A001 is at a counter').toBe('A002');
  expect(numbersOf(queue.view().waiting)).toEqual(['A003', 'A000', 'A002']);
});

test('of two of one number on a day it is the last that is meant', async () => {
  const { queue } = await HallStand.start({ services: [service('personal', 'A', { lastNumber: 1 })] });
  await queue.issue('personal');
  await queue.callNext('1');
  await queue.finish('1');
  await queue.issue('personal');
  expect(await queue.abandon('A001')).toMatchObject({ id: '20261123-A001-2', state: 'abandoned' });
});

test('a new day begins with the first numbers, nobody waiting and every counter closed', async () => {
  const stand = await HallStand.start();
  const { queue, clock } = stand;
  await queue.issue('personal');
  await queue.issue('personal');
  await queue.signOn('1');
  await queue.callNext('2');
  await clock.advance(86_400_000);
  await queue.startDay('2026-11-24');
  expect(queue.view()).toMatchObject({
    day: '2026-11-24',
    waiting: [],
    openCounters: 0,
    services: [{ issued: 0 }, {}, {}],
  });
  expect(queue.view().counters.map(({ ticket }) => ticket)).toEqual([undefined, undefined, undefined]);
  expect(queue.view().arrivals.every((count) => count === 0)).toBe(true);
  expect((await queue.issue('personal')).ticket).toMatchObject({ id: '20261124-A001', number: 'A001' });
  await queue.startDay('2026-11-24');
  expect(numbersOf(queue.view().waiting), 'a day begins once').toEqual(['A001']);
  expect(stand.told().filter((each) => each.startsWith('new-day'))).toEqual(['new-day 2026-11-24']);
});

test('what a new day begins with survives a kill, and so do the service times', async () => {
  const stand = await HallStand.start();
  for (let nth = 0; nth < 6; nth++) {
    await stand.queue.issue('personal');
    await stand.queue.callNext('1');
    await stand.clock.advance(120_000);
    await stand.queue.finish('1');
  }
  await stand.queue.startDay('2026-11-24');
  await stand.queue.issue('vip');
  await stand.killAndRestart();
  expect(stand.queue.view()).toMatchObject({
    day: '2026-11-24',
    openCounters: 0,
    services: [{ issued: 0, served: 0, meanServiceSeconds: 120 }, {}, { issued: 1 }],
  });
});

test('the day is kept over a kill on its eve: it goes on until another begins', async () => {
  const stand = await HallStand.start();
  await stand.queue.issue('personal');
  await stand.clock.advance(86_400_000);
  await stand.killAndRestart();
  expect(stand.queue.view()).toMatchObject({ day: '2026-11-23', waiting: [{ number: 'A001' }] });
});

test('a kill just as a day begins leaves the one day or the other, whole', async () => {
  for (let operations = 1; operations < 12; operations++) {
    const stand = await HallStand.start({ seed: operations });
    for (let nth = 0; nth < 3; nth++) await stand.queue.issue('personal');
    await stand.queue.signOn('1');
    let cut: ReturnType<typeof stand.disk.cut> | undefined;
    let left = operations;
    stand.disk.onOperation = () => {
      left -= 1;
      if (left === 0) cut = stand.disk.cut();
    };
    await stand.queue.startDay('2026-11-24');
    if (cut) stand.disk = cut;
    await stand.restartOn(stand.disk);
    const { day, waiting, openCounters } = stand.queue.view();
    expect([day, waiting.length, openCounters]).toEqual(day === '2026-11-23' ? [day, 3, 1] : ['2026-11-24', 0, 0]);
    if (day === '2026-11-23') await stand.queue.startDay('2026-11-24');
    expect((await stand.queue.issue('personal')).ticket.id).toBe('20261124-A001');
  }
});

test('more tickets than any branch has on a day are refused', () => {
  const tickets = new Map(Array.from({ length: mostTicketsPerDay }, (_, at) => [String(at), {}]));
  expect(() => nextPlace({ tickets } as never)).toThrow(`no more than ${mostTicketsPerDay} tickets`);
  tickets.delete('0');
  expect(nextPlace({ tickets } as never)).toBe(mostTicketsPerDay);
});
