import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch({
    more: `hall:
  mode: listen
  services: [{ id: personal, name: { zh: 个人业务 }, prefix: A }]
`,
  });
  await running.online('printer-1', 'board-1', 'board-2', 'door');
});
afterAll(() => running?.end());

const command = (device: string, name: string, args: Record<string, unknown>) =>
  running.observer.command(device, name, args);
const print = (number: string, service = '个人业务') =>
  command('printer-1', 'print', { ticketId: `q-${number}`, number, service });
const topic = (fits: (data: Record<string, unknown>) => boolean) => running.observer.expect('gw1/hall', fits);
type Row = Record<string, unknown>;
const row = (data: Record<string, unknown>, list: 'services' | 'counters', id: string) =>
  (data[list] as Row[]).find((each) => each['id'] === id);

describe('a branch with a queue system of its own', () => {
  it('prints and calls as ever, and the hall counts along', async () => {
    expect(await print('A001')).toMatchObject({ status: 'succeeded', result: { ticketId: 'q-A001' } });
    await print('A002');
    await print('F001', '外币兑换');
    await topic((data) => data['mode'] === 'listen' && data['waiting'] === 3 && data['openCounters'] === 0);
    expect(await command('gateway', 'board-call', { number: 'A001', counter: 3 })).toMatchObject({
      status: 'succeeded',
    });
    const { message } = await topic((data) => data['waiting'] === 2 && data['openCounters'] === 1);
    const data = message?.data ?? {};
    expect(row(data, 'counters', '3')).toMatchObject({
      open: true,
      serves: { number: 'A001', service: 'personal', recalls: 0 },
    });
    expect(row(data, 'services', 'personal')).toMatchObject({ issued: 2, waiting: 1 });
    expect(row(data, 'services', '外币兑换')).toMatchObject({ issued: 1, waiting: 1, prefix: 'F' });
    expect(data['ratio']).toBe(2);
  });

  it('a call of one board is a call too; who was called a moment before has not come', async () => {
    await command('board-1', 'call', { number: 'A002', counter: 3 });
    await topic((data) => row(data, 'services', 'personal')?.['noShow'] === 1);
  });

  it('does not take what only a queue of its own could do', async () => {
    expect(await command('gateway', 'hall-call', { counter: 3 })).toMatchObject({
      status: 'rejected',
      error: { code: 'COMMAND_UNKNOWN', message: expect.stringContaining('hall-status') },
    });
    expect(await command('gateway', 'hall-abandon', { ticket: 'F001' })).toMatchObject({ status: 'succeeded' });
    await topic((data) => data['waiting'] === 0);
  });

  it('keeps what it heard over a kill', async () => {
    running.observer.forget();
    await print('A003');
    await topic((data) => data['waiting'] === 1);
    await running.gateway.kill();
    await running.restart();
    const { message } = await topic((data) => data['waiting'] === 1);
    expect(row(message?.data ?? {}, 'services', 'personal')).toMatchObject({ issued: 3, noShow: 1 });
  });
});
