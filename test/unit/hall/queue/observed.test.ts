import { expect, test } from 'vitest';
import { HallStand, numbersOf, service } from './stand.js';

/** A branch whose own queue system prints and calls; what it did is heard. */
async function listening() {
  const stand = await HallStand.start({
    services: [service('personal', 'A'), service('vip', 'V', { priority: 1 })],
    counters: [],
  });
  const { queue, clock } = stand;
  return {
    stand,
    queue,
    clock,
    ticket: (number: string, serviceId = 'personal', ticketId = `q-${number}`) =>
      queue.observeTicket({ ticketId, number, service: serviceId }),
    call: (number: string, counter = '1') => queue.observeCall({ number, counter }),
    personal: () => queue.view().services.find(({ id }) => id === 'personal'),
  };
}

test('tickets and calls that are heard are counted along', async () => {
  const { stand, queue, clock, ticket, call, personal } = await listening();
  await ticket('A001');
  await ticket('A002');
  await clock.advance(300_000);
  await call('A001', '3');
  expect(queue.view()).toMatchObject({
    openCounters: 1,
    ratio: 1,
    counters: [{ id: '3', open: true, ticket: { id: 'q-A001', number: 'A001', state: 'called', counter: '3' } }],
    waiting: [{ number: 'A002' }],
  });
  await clock.advance(240_000);
  await call('A002', '3');
  expect(personal()).toMatchObject({ issued: 2, served: 1, waiting: 0, meanWaitSeconds: 420 });
  expect(stand.told()).toEqual([
    ...['issued A001', 'issued A002', 'signed-on 3', 'called A001 to 3', 'served A001', 'called A002 to 3'],
  ]);
});

test('services and counters that nobody declared are taken up as they come', async () => {
  const { queue, ticket, call } = await listening();
  await ticket('C017', '信用卡');
  await call('C017', '12');
  await ticket('C018', '信用卡');
  expect(queue.view().services.find(({ id }) => id === '信用卡')).toMatchObject({
    name: { zh: '信用卡' },
    ...{ prefix: 'C', priority: 0, issued: 2, waiting: 1 },
  });
  expect(queue.view().counters).toMatchObject([{ id: '12', open: true }]);
});

test('the same ticket printed again is the same ticket, under whatever id', async () => {
  const { queue, ticket, call, personal } = await listening();
  await ticket('A001');
  await ticket('A001');
  await ticket('A001', 'personal', 'q-again');
  expect(numbersOf(queue.view().waiting)).toEqual(['A001']);
  await call('A001');
  await ticket('A001');
  await call('A002');
  await ticket('A001');
  expect(queue.view().waiting, 'served already').toEqual([]);
  expect(personal()?.issued).toBe(1);
});

test('a number that comes again with another ticket after it was served is another customer', async () => {
  const { queue, clock, ticket, call, personal } = await listening();
  await ticket('A001');
  await call('A001');
  await clock.advance(60_000);
  await call('A002');
  await ticket('A001', 'personal', 'q-second');
  expect(queue.view().waiting).toMatchObject([{ id: 'q-second', number: 'A001' }]);
  expect(personal()).toMatchObject({ issued: 2, served: 1 });
});

test('a queue system that gives all its tickets one id loses none', async () => {
  const { queue, ticket } = await listening();
  await ticket('A001', 'personal', '1');
  await ticket('A002', 'personal', '1');
  expect(queue.view().waiting.map(({ id }) => id)).toEqual(['1', '20261123-A002']);
});

test('a number that is called again at its counter is recalled', async () => {
  const { stand, queue, ticket, call } = await listening();
  await ticket('A001');
  await call('A001');
  await call('A001');
  expect(queue.view().counters[0]?.ticket).toMatchObject({ recalls: 1 });
  expect(stand.changes.at(-1)).toMatchObject({ kind: 'called', call: { recall: 1 } });
});

test('a number that is called to another counter leaves the first', async () => {
  const { queue, clock, ticket, call, personal } = await listening();
  await ticket('A001');
  await call('A001', '1');
  await clock.advance(60_000);
  await call('A001', '2');
  expect(queue.view().counters).toMatchObject([{ id: '1' }, { id: '2', ticket: { number: 'A001' } }]);
  expect(queue.view().counters[0]?.ticket).toBeUndefined();
  await clock.advance(60_000);
  await call('A002', '1');
  expect(personal()).toMatchObject({ served: 0 });
});

test('who is replaced before he could have come to the counter did not come', async () => {
  const { clock, ticket, call, personal } = await listening();
  for (const number of ['A001', 'A002', 'A003']) await ticket(number);
  await call('A001');
  await clock.advance(19_000);
  await call('A002');
  await clock.advance(20_000);
  await call('A003');
  expect(personal()).toMatchObject({ noShow: 1, served: 1 });
});

test('a number whose ticket nobody heard is served, and says nothing of arrivals and waits', async () => {
  const { queue, ticket, call, personal } = await listening();
  await ticket('V001', 'vip');
  await call('A030');
  expect(queue.view().counters).toMatchObject([{ ticket: { number: 'A030', service: 'personal' } }]);
  expect(personal()).toMatchObject({ issued: 0, meanWaitSeconds: undefined });
  expect(queue.view().arrivals.reduce((a, b) => a + b)).toBe(1);
  expect(numbersOf(queue.view().waiting)).toEqual(['V001']);
});

test('whose call was not heard is given up after three of his service who drew later', async () => {
  const { queue, ticket, call, personal } = await listening();
  await ticket('V001', 'vip');
  for (const number of ['A001', 'A002', 'A003', 'A004', 'A005']) await ticket(number);
  for (const number of ['A002', 'A003']) await call(number);
  expect(numbersOf(queue.view().waiting)).toEqual(['V001', 'A001', 'A004', 'A005']);
  await call('A004');
  expect(numbersOf(queue.view().waiting), 'another service has an order of its own').toEqual(['V001', 'A005']);
  expect(personal()).toMatchObject({ abandoned: 1 });
  await call('A001', '2');
  expect(personal(), 'there he is').toMatchObject({ abandoned: 0 });
});

test('counters are open for a while after the calls that were heard', async () => {
  const { queue, clock, ticket, call } = await listening();
  await ticket('A001');
  await call('A001');
  await clock.advance(15 * 60_000);
  expect(queue.view().openCounters).toBe(0);
});
