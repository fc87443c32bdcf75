import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HallQueue, HallView } from '../../../../gateway/hall/hall-queue.js';
import { HallStand, numbersOf } from './stand.js';

type Request = (queue: HallQueue) => Promise<unknown>;

const counter = fc.constantFrom('1', '2', '3');
const serviceId = fc.constantFrom('personal', 'corporate', 'vip');
const number = fc.constantFrom('A001', 'A002', 'B001', 'V001', 'C001');
const named = <T>(name: string, args: fc.Arbitrary<T>, ask: (queue: HallQueue, args: T) => Promise<unknown>) =>
  args.map((value) =>
    Object.assign((queue: HallQueue) => ask(queue, value), { toString: () => `${name} ${JSON.stringify(value)}` }),
  );
const requests: fc.Arbitrary<Request> = fc.oneof(
  { weight: 5, arbitrary: named('issue', serviceId, (queue, id) => queue.issue(id)) },
  { weight: 5, arbitrary: named('call', counter, (queue, id) => queue.callNext(id)) },
  named('recall', counter, (queue, id) => queue.recall(id)),
  named('no-show', counter, (queue, id) => queue.noShow(id)),
  named('finish', counter, (queue, id) => queue.finish(id)),
  named('transfer', fc.tuple(counter, serviceId), (queue, [id, service]) => queue.transfer(id, { service })),
  named('send', fc.tuple(counter, counter), (queue, [id, to]) => queue.transfer(id, { counter: to })),
  named('abandon', number, (queue, ticket) => queue.abandon(ticket)),
  named('sign-on', counter, (queue, id) => queue.signOn(id)),
  named('sign-off', counter, (queue, id) => queue.signOff(id)),
  named('day', fc.constantFrom('2026-11-23', '2026-11-24'), (queue, day) => queue.startDay(day)),
  named('seen', fc.tuple(number, serviceId), (queue, [seen, service]) =>
    queue.observeTicket({ ticketId: `t-${seen}`, number: seen, service }),
  ),
  named('heard', fc.tuple(number, counter), (queue, [seen, at]) => queue.observeCall({ number: seen, counter: at })),
);

/** What a request came to: also a refusal is an answer. */
const outcome = async (work: Promise<unknown>): Promise<unknown> => work.catch(({ code }) => ({ code }));

test('a kill between any two disk operations leaves the queue as after one of the requests, no acknowledged one missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(requests, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      fc.nat(),
      async (story, operations, seed) => {
        const intact = await HallStand.start();
        const views: HallView[] = [intact.queue.view()];
        for (const request of story) {
          await outcome(request(intact.queue));
          views.push(intact.queue.view());
        }

        const struck = await HallStand.start({ seed });
        let acknowledged = 0;
        let acknowledgedAtCut = 0;
        let disk: typeof struck.disk | undefined;
        let left = operations;
        struck.disk.onOperation = () => {
          left -= 1;
          if (left !== 0) return;
          disk = struck.disk.cut();
          acknowledgedAtCut = acknowledged;
        };
        await Promise.all(
          story.map(async (request) => {
            await outcome(request(struck.queue));
            acknowledged += 1;
          }),
        );
        if (!disk) acknowledgedAtCut = acknowledged;
        await struck.restartOn(disk ?? struck.disk.cut());
        const found = struck.queue.view();
        const possible = views.slice(acknowledgedAtCut);
        expect(possible).toContainEqual(found);
      },
    ),
    { numRuns: 60 },
  );
});

test('what a full disk refuses is refused, and has not happened', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: 1, maxLength: 30 }), fc.nat(), async (story, seed) => {
      const stand = await HallStand.start({ seed });
      let refused = 0;
      for (const request of story) {
        stand.disk.failure = 0.3;
        const before = { view: stand.queue.view(), told: stand.told() };
        const result = await outcome(request(stand.queue));
        if ((result as { code?: string } | undefined)?.code !== 'STORAGE_WRITE_FAILED') continue;
        refused += 1;
        expect({ view: stand.queue.view(), told: stand.told() }).toEqual(before);
      }
      fc.pre(refused > 0);
      stand.disk.failure = 0;
      await stand.queue.issue('vip');
      const view = stand.queue.view();
      await stand.killAndRestart();
      expect(stand.queue.view()).toEqual(view);
    }),
    { numRuns: 40 },
  );
});

test('an answer comes after the disk, and the change is told before the answer', async () => {
  const stand = await HallStand.start();
  const order: string[] = [];
  stand.disk.onOperation = () => order.push('disk');
  stand.queue.onChange(({ kind }) => order.push(kind));
  await stand.queue.issue('personal').then(() => order.push('answer'));
  expect(order.indexOf('issued')).toBeGreaterThan(order.lastIndexOf('disk'));
  expect(order.slice(-2)).toEqual(['issued', 'answer']);
});

test('after a kill the counters go on with whom they served, and the numbers with the next', async () => {
  const stand = await HallStand.start();
  for (const each of ['personal', 'personal', 'corporate']) await stand.queue.issue(each);
  await stand.queue.signOn('2');
  await stand.queue.callNext('2');
  await stand.killAndRestart();
  expect(stand.queue.view()).toMatchObject({ openCounters: 1, counters: [{}, { ticket: { number: 'A001' } }, {}] });
  expect((await stand.queue.issue('personal')).ticket.number).toBe('A003');
  expect(await stand.queue.callNext('2')).toMatchObject({ ticket: { number: 'A002' } });
  expect(stand.queue.view().services[0]).toMatchObject({ issued: 3, served: 1 });
});

test('a counter that the configuration no longer has is closed, and who was sent there is free', async () => {
  const stand = await HallStand.start();
  for (const each of ['personal', 'personal']) await stand.queue.issue(each);
  await stand.queue.signOn('3');
  await stand.queue.callNext('2');
  await stand.queue.transfer('2', { counter: '3' });
  await stand.queue.callNext('2');
  await stand.killAndRestart({ counters: [{ id: '2', services: ['personal'] }] });
  await stand.queue.stop();
  expect(stand.queue.view().openCounters).toBe(1);
  expect(await stand.queue.callNext('2')).toMatchObject({ ticket: { number: 'A001' } });
  expect(stand.told()).toContain('signed-off 3');
});

test('tickets of a service that the configuration no longer has still wait, and are shown', async () => {
  const stand = await HallStand.start();
  await stand.queue.issue('corporate');
  await stand.killAndRestart({ services: [] });
  expect(stand.queue.view().services).toMatchObject([{ id: 'corporate', prefix: 'B', waiting: 1, issued: 1 }]);
  expect(await stand.queue.callNext('1')).toMatchObject({ ticket: { number: 'B001' } });
});

test('a queue that was stopped has everything on the disk that was asked of it', async () => {
  const stand = await HallStand.start();
  const asked = [stand.queue.issue('personal'), stand.queue.issue('personal')];
  await stand.queue.stop();
  await stand.killAndRestart();
  expect(numbersOf(stand.queue.view().waiting)).toEqual(['A001', 'A002']);
  await Promise.all(asked);
});
