import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../gateway/alarms/catalogue.js';
import { errno, hookedFiles } from '../storage/support.js';
import { Branch, board, gatewayItself, off, on, printer } from './support.js';

const cutter = { deviceId: 'printer-1', alarmType: 'printer-cutter-fault', operator: 'x' };
const topic = 'printer-1/printer-cutter-fault';

async function raisedCutter(): Promise<Branch> {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault', 'b3 set'));
  await branch.take();
  return branch;
}

describe('after a restart', () => {
  test('what was raised stands again, unverified, and is not raised again', async () => {
    const branch = await raisedCutter();
    const before = branch.retained.get(topic)!;
    await branch.restart();
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get(topic)).toEqual({ ...before, 'x-verified': false, 'x-seq': 2, 'x-boot-id': 'boot-2' });
  });

  test('the first report verifies it', async () => {
    const branch = await raisedCutter();
    await branch.restart();
    await branch.after(7);
    branch.report('printer-1', on('printer-cutter-fault', 'b3 set'));
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get(topic)).toMatchObject({
      'x-verified': true,
      'x-last-verified': '2026-11-23T01:00:07.000Z',
      'x-count': 1,
    });
  });

  test('or clears it, after its off-delay', async () => {
    const branch = await raisedCutter();
    await branch.restart();
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(1);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
  });

  test('what is cleared and not acknowledged stands again as it was', async () => {
    const branch = await raisedCutter();
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(2);
    const before = branch.retained.get(topic)!;
    await branch.restart();
    expect(branch.retained.get(topic)).toEqual(before);
    await branch.manager.acknowledge(cutter);
    await branch.restart();
    expect(branch.retained.size).toBe(0);
  });

  test('an acknowledgement holds', async () => {
    const branch = await raisedCutter();
    await branch.manager.acknowledge(cutter);
    await branch.restart();
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(2);
    expect(branch.retained.size).toBe(0);
  });

  test('pending conditions begin anew', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-paper-out'));
    await branch.after(4);
    await branch.restart();
    branch.report('printer-1', on('printer-paper-out'));
    await branch.after(4);
    expect(await branch.take()).toEqual([]);
    await branch.after(1);
    expect(await branch.take()).toEqual(['raise printer-paper-out']);
  });

  test('x-seq goes on from the highest there was, also when the alarm is over', async () => {
    const branch = await raisedCutter();
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(2);
    await branch.manager.acknowledge(cutter);
    await branch.restart();
    branch.report('board-1', on('led-write-rejected'));
    const told = (await branch.takeRecords()).map(({ record }) => record['x-seq']);
    expect(told).toEqual([2, 3, 4]);
  });

  test('a maintenance window of before does not mark alarms any more', async () => {
    const branch = await raisedCutter();
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    await branch.restart();
    expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
  });

  test('a severity the catalogue has changed is told once, without a clear or raise', async () => {
    const branch = await raisedCutter();
    const entry = catalogue.get('printer-cutter-fault')!;
    await branch.restart([printer], {
      catalogue: new Map([...catalogue, [entry.type, { ...entry, severity: 'critical' }]]),
    });
    const [told, ...rest] = await branch.takeRecords();
    expect(rest).toEqual([]);
    expect(told).toMatchObject({ change: 'severity', record: { 'perceived-severity': 'critical', 'x-count': 1 } });
    expect(told!.record['status-change'].map((change) => change['perceived-severity'])).toEqual(['major', 'critical']);
  });
});

describe('after a change of the configuration', () => {
  test('alarms of a device that is gone are cleared, say why and leave', async () => {
    const branch = await raisedCutter();
    await branch.restart([board, gatewayItself]);
    const [told] = await branch.takeRecords();
    expect(told).toMatchObject({ change: 'clear', record: { 'is-cleared': true } });
    expect(told!.record['status-change'].at(-1)!['alarm-text']).toBe('device or alarm type is no longer configured');
    expect([branch.retained.size, branch.manager.list(), branch.manager.counts().unacknowledged]).toEqual([0, [], 0]);
    await expect(branch.manager.acknowledge(cutter)).rejects.toMatchObject({ code: 'ALARM_UNKNOWN' });
    await branch.restart([board, gatewayItself]);
    expect(await branch.take()).toEqual([]);
  });

  test('so are alarms of a type the device does not have any more', async () => {
    const branch = await raisedCutter();
    await branch.restart([{ ...printer, declarations: [] }]);
    expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
    expect(branch.retained.size).toBe(0);
  });

  test('a central broker that still holds a cleared one is told to drop it', async () => {
    const branch = await raisedCutter();
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(2);
    await branch.shutDown();
    expect(branch.retained.size).toBe(1);
    await branch.boot([board]);
    expect(branch.retained.size).toBe(0);
  });
});

describe('storage', () => {
  test('nobody hears of a change before it is on disk, and in the order it happened', async () => {
    let release: () => void = () => undefined;
    let gate: Promise<void> = Promise.resolve();
    const files = hookedFiles({ beforeDatasync: () => gate });
    const branch = await Branch.open();
    await branch.shutDown();
    await branch.boot([printer, board], { files });
    gate = new Promise((resolve) => {
      release = resolve;
    });
    branch.report('printer-1', on('printer-cutter-fault'));
    branch.report('board-1', on('led-write-rejected'));
    const acknowledged = branch.manager.acknowledge(cutter);
    await branch.clock.advance(10_000);
    expect([branch.retained.size, branch.table.size]).toEqual([0, 2]);
    release();
    await acknowledged;
    expect(await branch.take()).toEqual([
      'raise printer-cutter-fault',
      'raise led-write-rejected',
      'operator printer-cutter-fault',
    ]);
  });

  test('what the disk refuses is told all the same, and the failure is reported', async () => {
    let sick = false;
    const files = hookedFiles({
      async beforeDatasync() {
        if (sick) throw errno('ENOSPC');
      },
    });
    const branch = await Branch.open();
    await branch.shutDown();
    await branch.boot([printer, board], { files });
    sick = true;
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.manager.acknowledge(cutter);
    expect(await branch.take()).toEqual(['raise printer-cutter-fault', 'operator printer-cutter-fault']);
    expect(branch.storageErrors).toEqual([
      expect.objectContaining({ code: 'STORAGE_WRITE_FAILED' }),
      expect.objectContaining({ code: 'STORAGE_WRITE_FAILED' }),
    ]);
    sick = false;
    await branch.restart();
    expect(branch.retained.get(topic)).toMatchObject({
      'is-cleared': false,
      'operator-state-change': [{ state: 'ack' }],
    });
  });

  test('a sink that throws is logged and hears of the next change', async () => {
    const branch = await Branch.open();
    let calls = 0;
    await branch.restart([printer], {
      sink: {
        stage: () => ({
          changes: [],
          say() {
            calls += 1;
            if (calls === 1) throw new Error('broken');
          },
        }),
        retained: () => undefined,
      },
    });
    branch.report('printer-1', on('printer-cutter-fault'));
    branch.report('printer-1', on('printer-offline'));
    await branch.flush();
    expect(calls).toBe(2);
    expect(branch.warnings).toEqual(['alarm could not be published']);
  });
});
