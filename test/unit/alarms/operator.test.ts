import { describe, expect, test } from 'vitest';
import { Branch, gatewayItself, off, on, printer } from './support.js';

const cutter = { deviceId: 'printer-1', alarmType: 'printer-cutter-fault', operator: 'A角 王' };
const topic = 'printer-1/printer-cutter-fault';

async function raisedCutter(): Promise<Branch> {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  await branch.take();
  return branch;
}

async function clear(branch: Branch): Promise<void> {
  branch.report('printer-1', off('printer-cutter-fault'));
  await branch.after(2);
}

describe('acknowledging', () => {
  test('notes who and why, and clears nothing', async () => {
    const branch = await raisedCutter();
    await branch.after(60);
    const record = await branch.manager.acknowledge({ ...cutter, note: 'spare blade fetched' });
    expect(await branch.takeRecords()).toEqual([{ change: 'operator', record }]);
    expect(record['is-cleared']).toBe(false);
    expect(record['operator-state-change']).toEqual([
      { time: '2026-11-23T01:01:00.000Z', operator: 'A角 王', state: 'ack', text: 'spare blade fetched' },
    ]);
    expect(branch.retained.get(topic)).toEqual(record);
  });

  test('a cleared alarm stands until it is acknowledged', async () => {
    const branch = await raisedCutter();
    await clear(branch);
    await branch.after(86_000);
    expect(branch.retained.get(topic)).toMatchObject({ 'is-cleared': true });
    expect(branch.manager.list()).toHaveLength(1);
    await branch.manager.acknowledge(cutter);
    expect(branch.retained.size).toBe(0);
    expect(branch.manager.list()).toEqual([]);
  });

  test('an acknowledged alarm disappears when it clears', async () => {
    const branch = await raisedCutter();
    await branch.manager.acknowledge(cutter);
    await clear(branch);
    expect(await branch.take()).toEqual(['operator printer-cutter-fault', 'clear printer-cutter-fault']);
    expect(branch.retained.size).toBe(0);
  });

  test('the next raise is nobody’s again and counted on', async () => {
    const branch = await raisedCutter();
    await branch.manager.acknowledge(cutter);
    await clear(branch);
    branch.report('printer-1', on('printer-cutter-fault'));
    await clear(branch);
    const record = branch.retained.get(topic)!;
    expect(record['x-count']).toBe(2);
    expect(record['operator-state-change'].map(({ operator, state }) => [operator, state])).toEqual([
      ['A角 王', 'ack'],
      ['gateway', 'none'],
    ]);
  });

  test('a qualifier names the instance', async () => {
    const branch = await Branch.open();
    const module = { type: 'led-write-rejected', qualifier: 'zone-2', active: true };
    branch.report('board-1', module);
    const which = { deviceId: 'board-1', alarmType: 'led-write-rejected', operator: 'x' };
    await expect(branch.manager.acknowledge(which)).rejects.toMatchObject({ code: 'ALARM_UNKNOWN' });
    const record = await branch.manager.acknowledge({ ...which, qualifier: 'zone-2' });
    expect(record['alarm-type-qualifier']).toBe('zone-2');
  });

  test.each([
    ['of a device nobody knows', { ...cutter, deviceId: 'printer-9' }],
    ['that was never raised', { ...cutter, alarmType: 'printer-paper-low' }],
    ['of a type nobody knows', { ...cutter, alarmType: 'constructor' }],
  ])('an alarm %s is answered ALARM_UNKNOWN', async (_, request) => {
    const branch = await raisedCutter();
    await expect(branch.manager.acknowledge(request)).rejects.toMatchObject({
      code: 'ALARM_UNKNOWN',
      deviceId: request.deviceId,
      message: expect.stringContaining(`${request.deviceId}/${request.alarmType}`),
    });
  });

  test('an alarm that is over and acknowledged is unknown, too', async () => {
    const branch = await raisedCutter();
    await clear(branch);
    await branch.manager.acknowledge(cutter);
    await expect(branch.manager.acknowledge(cutter)).rejects.toMatchObject({ code: 'ALARM_UNKNOWN' });
  });

  test('the list and the counts follow', async () => {
    const branch = await raisedCutter();
    branch.report('board-1', on('led-write-rejected'));
    branch.report('printer-1', on('printer-offline'));
    expect(branch.manager.counts()).toEqual({
      raised: { critical: 0, major: 2, minor: 1, warning: 0 },
      unacknowledged: 3,
      overdue: 0,
    });
    await branch.manager.acknowledge(cutter);
    branch.report('board-1', off('led-write-rejected'));
    await branch.flush();
    expect(branch.manager.counts()).toEqual({
      raised: { critical: 0, major: 2, minor: 0, warning: 0 },
      unacknowledged: 2,
      overdue: 0,
    });
    expect(branch.manager.list().map((record) => record['alarm-type-id'])).toEqual([
      'printer-cutter-fault',
      'led-write-rejected',
      'printer-offline',
    ]);
  });
});

describe('maintenance', () => {
  test('raises nothing new; what still stands at its end is raised then', async () => {
    const branch = await Branch.open();
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    branch.report('printer-1', on('printer-cutter-fault', 'open'), on('printer-paper-out'), on('printer-offline'));
    await branch.after(600);
    branch.report('printer-1', off('printer-paper-out'), off('printer-offline'));
    await branch.after(600);
    expect(await branch.take()).toEqual([]);
    branch.manager.suppress('printer-1', 'maintenance', undefined);
    expect(await branch.take()).toEqual(['raise printer-cutter-fault']);
    expect(branch.retained.get(topic)).toMatchObject({
      'last-raised': '2026-11-23T01:20:00.000Z',
      'additional-information': [{ information: 'open' }],
    });
  });

  test('marks what is raised already, and does not keep its clear back', async () => {
    const branch = await raisedCutter();
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    await branch.flush();
    expect(branch.retained.get(topic)).toMatchObject({ 'x-suppressed-by': 'maintenance: new roller' });
    await clear(branch);
    expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
    expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
  });

  test('takes the mark away at its end, and ending it twice does nothing', async () => {
    const branch = await raisedCutter();
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    branch.manager.suppress('printer-1', 'maintenance', undefined);
    await branch.flush();
    expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
    const messages = branch.retainedMessages;
    branch.manager.suppress('printer-1', 'maintenance', undefined);
    await branch.flush();
    expect(branch.retainedMessages).toBe(messages);
  });

  test('what is out of contact at its end is not raised: nobody confirms it', async () => {
    const branch = await Branch.open();
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    branch.report('printer-1', on('printer-cutter-fault'));
    branch.manager.contactLost('printer-1');
    branch.manager.suppress('printer-1', 'maintenance', undefined);
    expect(await branch.take()).toEqual([]);
  });

  test('of one device leaves the others loud', async () => {
    const branch = await Branch.open();
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    branch.report('board-1', on('led-write-rejected'));
    expect(await branch.take()).toEqual(['raise led-write-rejected']);
  });

  test('hides nothing that concerns security', async () => {
    const branch = await Branch.open();
    const { catalogue } = await import('../../../gateway/alarms/catalogue.js');
    const cover = catalogue.get('printer-cover-open')!;
    await branch.restart([printer, gatewayItself], {
      catalogue: new Map([...catalogue, [cover.type, { ...cover, owner: 'security', onDelaySeconds: 0 }]]),
    });
    branch.manager.suppress('printer-1', 'maintenance', 'new roller');
    branch.report('printer-1', on('printer-cover-open'), on('printer-cutter-fault'));
    expect(await branch.take()).toEqual(['raise printer-cover-open']);
  });
});
