import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HallCounter, HallQueue, HallService, HallTicket } from '../../../../gateway/hall/hall-queue.js';
import { HallStand, numbersOf, service } from './stand.js';

const runs = { numRuns: 40 };

test('the higher priority first, equals in the order of their tickets, and who was passed is counted', async () => {
  const { queue } = await HallStand.start();
  for (const each of ['personal', 'corporate', 'vip', 'personal', 'vip']) await queue.issue(each);
  const calls = [];
  for (const counter of ['1', '3', '1', '2', '1']) calls.push(await queue.callNext(counter));
  expect(calls.map((call) => [call?.ticket.number, call?.passed])).toEqual([
    ['V001', 2],
    // Counter 3 does not take the personal ones.
    ['V002', 1],
    ['A001', 0],
    ['A002', 0],
    ['B001', 0],
  ]);
});

test('a transfer into a service of higher priority overtakes nobody: the number has the priority of its prefix', async () => {
  const { queue } = await HallStand.start();
  await queue.issue('personal');
  await queue.issue('vip');
  await queue.issue('personal');
  expect(await queue.callNext('2')).toMatchObject({ ticket: { number: 'A001' } });
  await queue.transfer('2', { service: 'vip' });
  expect(numbersOf(queue.view().waiting)).toEqual(['V001', 'A001', 'A002']);
});

test('who is told how many come before him counts those that a counter could take in his place', async () => {
  const { queue } = await HallStand.start({
    services: [service('personal', 'A'), service('corporate', 'B'), service('vip', 'V', { priority: 1 })],
    counters: [
      { id: '1', services: ['personal', 'vip'] },
      { id: '2', services: ['corporate'] },
    ],
  });
  const ahead = async (id: string) => (await queue.issue(id)).waitingAhead;
  expect(await ahead('personal')).toBe(0);
  expect(await ahead('corporate')).toBe(0);
  expect(await ahead('corporate')).toBe(1);
  expect(await ahead('vip')).toBe(0);
  expect(await ahead('personal')).toBe(2);
});

interface Hall {
  readonly services: readonly HallService[];
  readonly counters: readonly HallCounter[];
}

const serviceIds = ['s0', 's1', 's2', 's3'];
const counterIds = ['1', '2', '3', '4'];
const halls: fc.Arbitrary<Hall> = fc.record({
  services: fc
    .array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 })
    .map((all) => all.map((priority, at) => service(`s${at}`, 'ABCD'[at] ?? '', { priority }))),
  counters: fc
    .array(fc.option(fc.subarray(serviceIds, { minLength: 1 }), { nil: undefined }), { minLength: 4, maxLength: 4 })
    .map((all) => all.map((services, at) => ({ id: counterIds[at] ?? '', services }))),
});

type Step = readonly [kind: (typeof kinds)[number], service: string, counter: string, nth: number];
const kinds = ['issue', 'call', 'send-to-service', 'send-to-counter', 'no-show', 'leave', 'sign-off'] as const;
const steps: fc.Arbitrary<Step> = fc.tuple(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant('issue' as const) },
    { weight: 4, arbitrary: fc.constant('call' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...kinds) },
  ),
  fc.constantFrom(...serviceIds),
  fc.constantFrom(...counterIds),
  fc.nat(20),
);

test('no call passes anybody who came first, unless his declared priority is lower; and that is counted', async () => {
  await fc.assert(
    fc.asyncProperty(halls, fc.array(steps, { maxLength: 60 }), async (hall, story) => {
      const { queue } = await HallStand.start(hall);
      const drawn: string[] = [];
      let calls = 0;
      for (const step of story) {
        const before = queue.view().waiting;
        const [kind, , counter] = step;
        if (kind !== 'call') {
          const number = await act(queue, step);
          if (number) drawn.push(number);
          continue;
        }
        const call = await queue.callNext(counter);
        const mayTake = before.filter((ticket) => takes(hall, counter, ticket));
        expect(call === undefined, 'nobody is called only where nobody waits').toBe(mayTake.length === 0);
        if (!call) continue;
        calls += 1;
        const called = before.find(({ number }) => number === call.ticket.number);
        expect(called && takes(hall, counter, called)).toBe(true);
        const place = (ticket: HallTicket) => drawn.indexOf(ticket.number);
        const earlier = mayTake.filter((ticket) => called && place(ticket) < place(called));
        const priority = priorityOf(hall, call.ticket.number);
        expect(earlier.filter(({ number }) => priorityOf(hall, number) >= priority)).toEqual([]);
        expect(mayTake.filter(({ number }) => priorityOf(hall, number) > priority)).toEqual([]);
        expect(call.passed).toBe(earlier.length);
      }
      fc.pre(calls > 0);
    }),
    runs,
  );
});

test('counters that call at once never get one ticket, and together they get everybody', async () => {
  const bursts = fc.array(fc.array(fc.constantFrom(...counterIds), { minLength: 2, maxLength: 8 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...serviceIds), { minLength: 1, maxLength: 40 }),
      bursts,
      async (drawn, calling) => {
        const { queue } = await HallStand.start({
          services: serviceIds.map((id, at) => service(id, 'ABCD'[at] ?? '')),
          counters: counterIds.map((id) => ({ id })),
        });
        const issued = await Promise.all(drawn.map((id) => queue.issue(id)));
        expect(new Set(issued.map(({ ticket }) => ticket.number)).size).toBe(drawn.length);
        const called: string[] = [];
        for (const counters of calling) {
          const calls = await Promise.all(counters.map((counter) => queue.callNext(counter)));
          called.push(...calls.flatMap((call) => (call ? [call.ticket.number] : [])));
          const atCounters = queue.view().counters.flatMap(({ ticket }) => (ticket ? [ticket.number] : []));
          expect(new Set(atCounters).size).toBe(atCounters.length);
        }
        expect(new Set(called).size).toBe(called.length);
        const wanted = Math.min(drawn.length, calling.flat().length);
        expect(called).toEqual(numbersOf(issued.map(({ ticket }) => ticket)).slice(0, wanted));
      },
    ),
    runs,
  );
});

/** @returns the number of a ticket that was drawn. What the state does not allow is refused, and changes nothing. */
async function act(queue: HallQueue, [kind, service, counter, nth]: Step): Promise<string | undefined> {
  const waiting = queue.view().waiting;
  const refusable = async (work: Promise<unknown>) => {
    await work.catch((error) => expect(error).toMatchObject({ code: 'HALL_STATE' }));
    return undefined;
  };
  switch (kind) {
    case 'issue':
      return (await queue.issue(service)).ticket.number;
    case 'send-to-service':
      return refusable(queue.transfer(counter, { service }));
    case 'send-to-counter':
      return refusable(queue.transfer(counter, { counter: counterIds[nth % 4] ?? '' }));
    case 'no-show':
      return refusable(queue.noShow(counter));
    case 'leave':
      return refusable(waiting[nth] ? queue.abandon(waiting[nth].number) : Promise.resolve());
    default:
      return refusable(queue.signOff(counter));
  }
}

function takes({ counters }: Hall, counter: string, { service, onlyCounter }: HallTicket): boolean {
  if (onlyCounter !== undefined) return onlyCounter === counter;
  const { services } = counters.find(({ id }) => id === counter) ?? {};
  return services === undefined || services.includes(service);
}

function priorityOf({ services }: Hall, number: string): number {
  return services.find(({ prefix }) => number.startsWith(prefix))?.priority ?? Number.NaN;
}
