import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import { createPrintBook, printRecordSchema } from '../../../gateway/hall/print-book.js';
import { HallTickets } from '../../../gateway/hall/tickets.js';
import { settle } from '../../support/virtual-clock.js';
import { type HallStand, openHallStand } from './hall-stand.js';

let stand: HallStand;
let tickets: HallTickets;

beforeEach(async () => {
  stand = await openHallStand();
  begin(['p1', 'p2']);
});
afterEach(async () => {
  tickets.stop();
  await stand.end();
});

function begin(printers: readonly string[]) {
  const { clock, orders, condition, devices } = stand;
  const book = createPrintBook(stand.store.table('hall-prints', printRecordSchema), (error) => {
    throw error;
  });
  const isReady = (printer: string) => devices.ready.has(printer);
  const serviceName = (service: string) => (service === 'personal' ? '个人业务' : service);
  const withdraw = (ticketId: string) => stand.queue.withdraw(ticketId);
  tickets = new HallTickets({ ...{ clock, printers, isReady, orders, book, serviceName, condition, withdraw } });
}
async function restart(printers: readonly string[] = ['p1', 'p2']) {
  tickets.stop();
  await stand.restart();
  begin(printers);
  tickets.resume(stand.queue.view().waiting);
}
async function draw() {
  await stand.clock.advance(1);
  const issued = await stand.queue.issue('personal');
  return tickets.print(issued, stand.clock.now() + 30_000);
}
const noPaper = new GatewayError('DEVICE_NOT_READY', 'no paper');
const inDoubt = new GatewayError('DEVICE_OUTCOME_UNKNOWN', 'the cable was pulled');
/** The printer takes the ticket and does not come to an end; resolves when it has it. */
function stuck(printer: string): Promise<void> {
  return new Promise((resolve) => {
    stand.devices.answer(printer, () => {
      resolve();
      return new Promise(() => undefined);
    });
  });
}
const offline = new GatewayError('DEVICE_OFFLINE', 'no contact');
const alarm = () => stand.alarms.get('hall-ticket-not-printed');

describe('an issued ticket', () => {
  test('prints on the first printer, as the queue knows it', async () => {
    await draw();
    expect(await draw()).toEqual({ printer: 'p1', evidence: 'A' });
    expect(stand.devices.told).toEqual([
      'p1 print {"ticketId":"20261123-A001","number":"A001","service":"个人业务","waitingAhead":0}',
      'p1 print {"ticketId":"20261123-A002","number":"A002","service":"个人业务","waitingAhead":1}',
    ]);
    expect(alarm()).toMatchObject({ active: false });
  });

  test('goes first to one that says it is ready', async () => {
    stand.devices.ready.add('p2');
    expect(await draw()).toMatchObject({ printer: 'p2' });
  });

  test('goes to the next one when the first proves that nothing is on paper', async () => {
    stand.devices.fail('p1', noPaper);
    expect(await draw()).toMatchObject({ printer: 'p2' });
    expect(alarm()).toMatchObject({ active: false });
  });

  test('goes to no other printer when the first may have printed it', async () => {
    stand.devices.fail('p1', inDoubt);
    await expect(draw()).rejects.toMatchObject({ code: 'DEVICE_OUTCOME_UNKNOWN' });
    expect(stand.devices.told).toHaveLength(1);
    expect(alarm()).toMatchObject({
      active: true,
      detail: 'A001 (个人业务), nobody can tell: the cable was pulled',
    });
  });

  test('that no printer can print is told with every reason, until one prints again', async () => {
    stand.devices.fail('p1', noPaper);
    stand.devices.fail('p2', offline);
    await expect(draw()).rejects.toMatchObject({ message: 'p1: no paper; p2: no contact' });
    expect(alarm()).toMatchObject({ active: true, detail: 'A001 (个人业务): p1: no paper; p2: no contact' });
    stand.devices.mend('p1');
    await draw();
    expect(alarm()).toMatchObject({ active: false });
  });

  test('that is proven not to be on paper is taken back, one of which nobody can tell is not', async () => {
    for (const printer of ['p1', 'p2']) stand.devices.fail(printer, noPaper);
    await expect(draw()).rejects.toMatchObject({ code: 'DEVICE_NOT_READY' });
    expect(stand.queue.view()).toMatchObject({ waiting: [], services: [{ issued: 0, abandoned: 0 }, {}] });
    expect(stand.queue.view().arrivals.every((count) => count === 0)).toBe(true);
    stand.devices.fail('p1', inDoubt);
    await expect(draw()).rejects.toMatchObject({ code: 'DEVICE_OUTCOME_UNKNOWN' });
    expect(stand.queue.view()).toMatchObject({
      waiting: [{ id: '20261123-A001-2', number: 'A001' }],
      services: [{ issued: 1 }, {}],
    });
  });

  test('that was called before its printing failed stays with its counter', async () => {
    stand.devices.answer('p1', async () => {
      await stand.queue.callNext('1');
      throw noPaper;
    });
    stand.devices.fail('p2', noPaper);
    await expect(draw()).rejects.toMatchObject({ code: 'DEVICE_NOT_READY' });
    expect(stand.queue.view().counters[0]).toMatchObject({ ticket: { number: 'A001', state: 'called' } });
  });

  test('needs no paper where the hall has no printer', async () => {
    await restart([]);
    expect(await draw()).toBeUndefined();
    expect(stand.devices.told).toEqual([]);
  });

  test('in a queue of a hundred is still one record of many: the book stays small', async () => {
    for (let index = 0; index < 100; index++) await draw();
    await restart();
    await settle();
    expect(stand.devices.told).toHaveLength(100);
    expect(stand.store.stats().liveBytes).toBeLessThan(60_000);
  });
});

describe('a kill', () => {
  test('between the queue and the printer: the ticket prints at the next start, once', async () => {
    await draw();
    await stand.queue.issue('personal');
    stand.devices.news();
    await restart();
    await settle();
    expect(stand.devices.news()).toEqual([
      'p1 print {"ticketId":"20261123-A002","number":"A002","service":"个人业务"}',
    ]);
    await restart();
    await settle();
    expect(stand.devices.news()).toEqual([]);
  });

  test('while it prints: the same printer is asked, for it alone can tell', async () => {
    stand.devices.fail('p1', noPaper);
    const taken = stuck('p2');
    void draw();
    await taken;
    stand.devices.mend('p1');
    stand.devices.fail('p2', offline);
    stand.devices.news();
    await restart();
    await stand.clock.advance(5_000);
    expect(new Set(stand.devices.news().map((line) => line.slice(0, 2)))).toEqual(new Set(['p2']));
    stand.devices.mend('p2');
    await stand.clock.advance(1_000);
    expect(stand.devices.news()).toHaveLength(1);
    expect(alarm()).toMatchObject({ active: false });
  });

  test('while it prints, and that printer stays away: people are told, and no other prints it', async () => {
    const taken = stuck('p1');
    void draw();
    await taken;
    stand.devices.fail('p1', offline);
    await restart();
    await stand.clock.advance(31_000);
    expect(stand.devices.told.filter((line) => line.startsWith('p2'))).toEqual([]);
    expect(alarm()).toMatchObject({ active: true, detail: 'A001 (个人业务): no contact' });
    // It may lie there.
    expect(stand.queue.view().waiting).toHaveLength(1);
  });

  test('a printer that comes up within half a minute gets it', async () => {
    await stand.queue.issue('personal');
    for (const printer of ['p1', 'p2']) stand.devices.fail(printer, offline);
    await restart();
    await stand.clock.advance(10_000);
    expect(alarm()).toBeUndefined();
    stand.devices.mend('p1');
    stand.devices.news();
    await stand.clock.advance(1_000);
    expect(stand.devices.news()).toHaveLength(1);
    expect(alarm()).toMatchObject({ active: false });
  });

  test('of a branch that stays without a printer: people are told', async () => {
    await stand.queue.issue('personal');
    for (const printer of ['p1', 'p2']) stand.devices.fail(printer, noPaper);
    await restart();
    await stand.clock.advance(31_000);
    expect(alarm()).toMatchObject({ active: true, detail: 'A001 (个人业务): p1: no paper; p2: no paper' });
    await vi.waitFor(() => expect(stand.queue.view().waiting).toEqual([]));
  });

  test('that lasts: nobody stands there any more, so it is told and not printed', async () => {
    const taken = stuck('p1');
    void draw();
    await taken;
    stand.devices.news();
    await stand.clock.advance(121_000);
    await restart();
    await settle();
    expect(stand.devices.news()).toEqual([]);
    expect(alarm()).toMatchObject({
      active: true,
      detail: 'A001 (个人业务): the gateway was away too long to print it still',
    });
  });
});
