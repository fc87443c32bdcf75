import { afterEach, describe, expect, it } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { runCli } from '../support/gateway-process.js';

let running: RunningBranch;

afterEach(() => running?.end());

const printer = (action: string) => running.branch.simulators['printer-1']?.actions[action]?.({});
const acknowledge = (alarmType: string) =>
  running.observer.command('gateway', 'alarm-acknowledge', { deviceId: 'printer-1', alarmType, operator: '王工' });
const tickets = (number: string) => {
  const view = running.branch.simulators['printer-1']?.view() as { tickets: { text: string }[] } | undefined;
  return (view?.tickets ?? []).filter(({ text }) => text.includes(number)).length;
};

describe('a gateway that is stopped in order and started again', () => {
  it('shows again what a board had to show, without being asked', async () => {
    running = await startRunningBranch();
    await running.online();
    await running.observer.command('board-2', 'call', { number: 'C301', counter: 3 });
    expect(await running.gateway.stop()).toBe(0);
    running.branch.simulators['board-2']?.restart();
    expect(JSON.stringify(running.branch.simulators['board-2']?.view())).not.toContain('C301');
    await running.restart();
    const state = await running.observer.expect('/device/board-2/state', (data) =>
      JSON.stringify(data['showing'] ?? {}).includes('C301'),
    );
    expect(state.message?.data['verified']).toBe('acknowledged');
    expect(JSON.stringify(running.branch.simulators['board-2']?.view())).toContain('C301');
  });

  it('knows the commands it has done: the same id prints nothing, nor does the same ticket under another id', async () => {
    running = await startRunningBranch();
    await running.online();
    const args = { ticketId: 'once', number: 'D001', service: '个人业务' };
    const first = await running.observer.command('printer-1', 'print', args, { id: 'first' });
    expect(first.status).toBe('succeeded');
    await running.gateway.stop();
    await running.restart();
    await running.online('printer-1');
    expect(await running.observer.command('printer-1', 'print', args, { id: 'first' })).toEqual(first);
    const second = await running.observer.command('printer-1', 'print', args, { id: 'second' });
    expect(second).toMatchObject({ status: 'succeeded', result: first.result });
    expect(tickets('D001')).toBe(1);
  });

  it('a new boot id, the sequence from the start, and totals that went on', async () => {
    running = await startRunningBranch();
    await running.online();
    await running.branch.simulators['door']?.actions['walk-in']?.({ count: 6 });
    await running.observer.expect('/device/door/state', ({ in: total }) => total === 6);
    const before = (await running.observer.expect('/presence')).message;
    await running.gateway.stop();
    await running.branch.simulators['door']?.actions['walk-in']?.({ count: 2 });
    await running.restart();
    await running.observer.expect('/device/door/state', ({ in: total }) => total === 8);
    const after = (await running.observer.expect('/presence', ({ status }) => status === 'online')).message;
    expect(after?.['bootId']).not.toBe(before?.['bootId']);
    expect(after?.['seq']).toBe(1);
  });

  it('an acknowledged alarm that cleared is gone, one nobody has seen stands', async () => {
    running = await startRunningBranch();
    await running.online();
    const { observer } = running;
    printer('open-cover');
    printer('paper-low');
    await observer.expect('/alarm/printer-1/printer-cover-open', (data) => data['is-cleared'] === false);
    await acknowledge('printer-cover-open');
    printer('close-cover');
    await observer.expect('/alarm/printer-1/printer-cover-open', (_data, { payload }) => payload.length === 0);
    await observer.expect('/alarm/printer-1/printer-paper-low', (data) => data['is-cleared'] === false, 20_000);
    await running.gateway.stop();
    await running.restart();
    await running.observer.expect('/alarm/printer-1/printer-paper-low', (data) => data['x-verified'] === true);
    expect(running.observer.last('/alarm/printer-1/printer-cover-open')).toBeUndefined();
    expect((await acknowledge('printer-cover-open')).error?.code).toBe('ALARM_UNKNOWN');
    expect((await acknowledge('printer-paper-low')).status).toBe('succeeded');
  });
});

describe('a branch that reads English', () => {
  it('gets alarms, tickets and calls in English', async () => {
    running = await startRunningBranch({ language: 'en' });
    await running.online();
    const { observer, branch, port } = running;
    await observer.command('board-1', 'call', { number: 'E7', counter: 2 });
    expect(JSON.stringify(branch.simulators['board-1']?.view())).toContain('E7 to counter 2');
    await observer.command('printer-1', 'print', { ticketId: 'en', number: 'E8', service: 'Cash', waitingAhead: 3 });
    const view = branch.simulators['printer-1']?.view() as { tickets: { text: string }[] } | undefined;
    expect(view?.tickets.at(-1)?.text).toMatch(/[A-Za-z]+.*3/s);
    expect(view?.tickets.at(-1)?.text).not.toMatch(/[\u4e00-\u9fff]/);
    printer('paper-out');
    const raised = await observer.expect('/alarm/printer-1/printer-paper-out');
    expect(String(raised.message?.data['alarm-text'])).not.toMatch(/[\u4e00-\u9fff]/);
    const { stdout } = await runCli(['alarms', '--broker', `mqtt://127.0.0.1:${port}`]);
    expect(stdout).toContain(String(raised.message?.data['alarm-text']));
    expect(stdout).toMatch(/→ .*roll/);
    expect(stdout).not.toMatch(/[\u4e00-\u9fff]/);
  });
});
