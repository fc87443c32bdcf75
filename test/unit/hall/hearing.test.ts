import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import { createHallHearing } from '../../../gateway/hall/hearing.js';
import { type HallStand, openHallStand, services } from './hall-stand.js';

let stand: HallStand;
let hearing: ReturnType<typeof createHallHearing>;
let heard: Promise<unknown>[];

beforeEach(async () => {
  stand = await openHallStand();
  heard = [];
  // What was heard is on disk some time later: the test waits for it, the device does not.
  const queue = {
    observeTicket: (seen: Parameters<typeof stand.queue.observeTicket>[0]) => keep(stand.queue.observeTicket(seen)),
    observeCall: (seen: Parameters<typeof stand.queue.observeCall>[0]) => keep(stand.queue.observeCall(seen)),
  };
  const onError = (error: unknown) => {
    throw error;
  };
  hearing = createHallHearing({ clock: stand.clock, queue, services, printers: ['printer-1'], onError });
});
afterEach(() => stand.end());

function keep<T>(work: Promise<T>): Promise<T> {
  heard.push(work);
  return work;
}
const info = { commandId: 'c', clientId: 'queue', expiresAt: Number.MAX_SAFE_INTEGER };
const order = (device: string, name: string, args: object) =>
  hearing(device, stand.devices.target(device)).execute(name, args, info);
async function print(number: string, service = '个人业务', device = 'printer-1') {
  const result = await order(device, 'print', { ticketId: `t-${number}`, number, service });
  await Promise.all(heard);
  return result;
}
async function call(number: string | number, counter: string | number, board = 'board-1') {
  await order(board, 'call', { number, counter });
  await Promise.all(heard);
}
const view = () => stand.queue.view();
const service = (id: string) => view().services.find((each) => each.id === id);

describe("a branch's own queue system, overheard", () => {
  test('a printed ticket waits; the printer does and answers as ever', async () => {
    expect(await print('A001')).toEqual({ evidence: 'A' });
    expect(stand.devices.told).toEqual(['printer-1 print {"ticketId":"t-A001","number":"A001","service":"个人业务"}']);
    expect(view().waiting).toMatchObject([{ id: 't-A001', number: 'A001', service: 'personal' }]);
  });

  test.each([
    ['by its name in Chinese', 'Q7', '个人业务', 'personal'],
    ['by its name in English', 'Q7', 'Personal', 'personal'],
    ['by its id', 'Q7', 'vip', 'vip'],
    ['by the prefix of its numbers', 'V007', '贵宾理财', 'vip'],
    ['or is taken up as it comes', 'Q7', '外币兑换', '外币兑换'],
  ])('a service is known %s', async (_how, number, printed, id) => {
    await print(number, printed);
    expect(service(id)).toMatchObject({ waiting: 1 });
  });

  test('a ticket that is not on paper does not wait; one of which nobody can tell does', async () => {
    stand.devices.fail('printer-1', new GatewayError('DEVICE_NOT_READY', 'no paper'));
    await expect(print('A001')).rejects.toMatchObject({ message: 'no paper' });
    stand.devices.fail('printer-1', new GatewayError('DEVICE_OUTCOME_UNKNOWN', 'cable pulled'));
    await expect(print('A002')).rejects.toMatchObject({ message: 'cable pulled' });
    await Promise.all(heard);
    expect(view().waiting.map(({ number }) => number)).toEqual(['A002']);
  });

  test('what another printer prints is nothing of the hall', async () => {
    await print('A001', '个人业务', 'receipts');
    expect(view().waiting).toEqual([]);
  });

  test('a call is heard, on however many boards it lights, and whether they light or not', async () => {
    await print('A001');
    stand.devices.fail('board-2', new GatewayError('DEVICE_OFFLINE', 'dark'));
    await call('A001', 3);
    await expect(call('A001', '3', 'board-2')).rejects.toMatchObject({ message: 'dark' });
    expect(view().counters.find(({ id }) => id === '3')).toMatchObject({
      open: true,
      ticket: { number: 'A001', recalls: 0 },
    });
    await stand.clock.advance(30_000);
    await call('A001', 3);
    expect(view().counters.find(({ id }) => id === '3')).toMatchObject({ ticket: { number: 'A001', recalls: 1 } });
  });

  test('a number called by a whole number is the same number', async () => {
    await print('12');
    await call(12, 1);
    expect(view()).toMatchObject({ waiting: [], openCounters: 1 });
  });

  test('a notice on a board is no call', async () => {
    await order('board-1', 'show', { text: 'A001' });
    expect(heard).toEqual([]);
  });
});
