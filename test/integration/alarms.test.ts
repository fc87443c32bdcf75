import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch();
  await running.online();
});

afterAll(() => running?.end());

const printer = (action: string) => running.branch.simulators['printer-1']?.actions[action]?.({});

describe('an alarm, from the roll to the technician', () => {
  it('paper out raises at once, with what to do in Chinese, and stands retained', async () => {
    const { observer } = running;
    printer('paper-out');
    const raised = await observer.expect('/alarm-event', (data) => data['change'] === 'raise');
    const alarm = raised.message?.data['alarm'] as Record<string, unknown>;
    expect(alarm).toMatchObject({
      resource: 'b1/gw1/printer-1',
      'alarm-type-id': 'printer-paper-out',
      'perceived-severity': 'major',
      'is-cleared': false,
      'x-code': 'PRN-101',
      'x-verified': true,
    });
    expect(JSON.stringify(alarm)).toMatch(/纸卷/);
    await observer.expect('/alarm/printer-1/printer-paper-out');
  });

  it('a ticket meanwhile is refused with the reason, and nothing is sent', async () => {
    const reply = await running.observer.command('printer-1', 'print', {
      ticketId: 'no-paper',
      number: 'A9',
      service: 'x',
    });
    expect(reply).toMatchObject({ status: 'failed', error: { code: 'DEVICE_NOT_READY' } });
    expect(reply.error?.message).toMatch(/paper/);
  });

  it('killed with SIGKILL in between, the new start still knows it, unverified, and verifies it by itself', async () => {
    // Nobody answers the new start until it was seen what it knows by itself.
    running.branch.simulators['printer-1']?.setFaults({ silent: true });
    await running.gateway.kill();
    await running.restart();
    const { observer } = running;
    const record = await observer.expect('/alarm/printer-1/printer-paper-out', (data) => data['x-verified'] === false);
    expect(record.message?.data['is-cleared']).toBe(false);
    running.branch.simulators['printer-1']?.setFaults({ silent: false });
    await observer.expect('/alarm/printer-1/printer-paper-out', (data) => data['x-verified'] === true);
  });

  it('acknowledged it stays raised; a new roll clears it, and the topic is emptied', async () => {
    const { observer } = running;
    const reply = await observer.command('gateway', 'alarm-acknowledge', {
      deviceId: 'printer-1',
      alarmType: 'printer-paper-out',
      operator: '王工',
    });
    expect(reply.status).toBe('succeeded');
    await observer.expect('/alarm/printer-1/printer-paper-out', (data) => JSON.stringify(data).includes('王工'));
    printer('load-paper');
    await observer.expect('/alarm-event', (data) => data['change'] === 'clear');
    await observer.expect('/alarm/printer-1/printer-paper-out', (_data, { payload }) => payload.length === 0);
  });

  it('one that cleared without anybody seeing it stands until somebody does', async () => {
    const { observer } = running;
    observer.forget();
    printer('open-cover');
    await observer.expect('/alarm-event', (data) => data['change'] === 'raise');
    printer('close-cover');
    await observer.expect('/alarm/printer-1/printer-cover-open', (data) => data['is-cleared'] === true);
    await observer.command('gateway', 'alarm-acknowledge', {
      deviceId: 'printer-1',
      alarmType: 'printer-cover-open',
      operator: '李经理',
    });
    await observer.expect('/alarm/printer-1/printer-cover-open', (_data, { payload }) => payload.length === 0);
  });

  it('acknowledging what is not there is an error that says so', async () => {
    const reply = await running.observer.command('gateway', 'alarm-acknowledge', {
      deviceId: 'printer-1',
      alarmType: 'printer-cutter-fault',
      operator: 'x',
    });
    expect(reply).toMatchObject({ status: 'failed', error: { code: 'ALARM_UNKNOWN' } });
  });

  it('losing contact raises the contact alarm and leaves the others raised, unverified', async () => {
    const { observer, branch } = running;
    observer.forget();
    printer('paper-out');
    await observer.expect('/alarm/printer-1/printer-paper-out', (data) => data['is-cleared'] === false);
    branch.simulators['printer-1']?.setFaults({ unplugged: true });
    await observer.expect('/alarm/printer-1/printer-offline', (data) => data['is-cleared'] === false);
    await observer.expect(
      '/alarm/printer-1/printer-paper-out',
      (data) => data['x-verified'] === false && data['is-cleared'] === false,
    );
    branch.simulators['printer-1']?.setFaults({ unplugged: false });
    await observer.expect(
      '/alarm-event',
      ({ change, alarm }) => {
        const record = alarm as Record<string, unknown>;
        return change === 'clear' && record['alarm-type-id'] === 'printer-offline';
      },
      30_000,
    );
    expect(observer.last('/alarm/printer-1/printer-paper-out')?.message?.data['is-cleared']).toBe(false);
    printer('load-paper');
  });
});
