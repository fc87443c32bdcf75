import { describe, expect, test } from 'vitest';
import { Branch, off, on } from '../support.js';

/** Rule 5: ack never clears; clear never acks; closed only by an operator; a new raise resets to none. */

const cutter = { deviceId: 'printer-1', alarmType: 'printer-cutter-fault', operator: '王工' };
const topic = 'printer-1/printer-cutter-fault';

async function raised(): Promise<Branch> {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  await branch.take();
  return branch;
}
async function clear(branch: Branch): Promise<void> {
  branch.report('printer-1', off('printer-cutter-fault'));
  await branch.after(2);
}
const states = (branch: Branch) =>
  branch.table.get(`${topic}/`)?.['operator-state-change'].map(({ operator, state }) => `${operator} ${state}`);
const severities = (branch: Branch) =>
  branch.table.get(`${topic}/`)?.['status-change'].map((change) => change['perceived-severity']);

describe('an operator', () => {
  test.each(['acknowledge', 'close'] as const)('who says %s clears nothing', async (operation) => {
    const branch = await raised();
    const record = await branch.manager[operation]({ ...cutter, note: 'blade' });
    expect(record).toMatchObject({ 'is-cleared': false, 'perceived-severity': 'major' });
    expect(severities(branch)).toEqual(['major']);
    expect(branch.retained.get(topic)).toEqual(record);
    expect(branch.manager.counts()).toEqual({
      raised: { critical: 0, major: 1, minor: 0, warning: 0 },
      unacknowledged: 0,
      overdue: 0,
    });
  });

  test('says each thing with name, time and note', async () => {
    const branch = await raised();
    await branch.manager.acknowledge({ ...cutter, note: 'on my way' });
    await branch.after(60);
    await branch.manager.close({ ...cutter, operator: '李工', note: 'new blade' });
    await branch.after(60);
    const record = await branch.manager.unacknowledge({ ...cutter, operator: '张经理' });
    expect(record['operator-state-change']).toEqual([
      { time: '2026-11-23T01:00:00.000Z', operator: '王工', state: 'ack', text: 'on my way' },
      { time: '2026-11-23T01:01:00.000Z', operator: '李工', state: 'closed', text: 'new blade' },
      { time: '2026-11-23T01:02:00.000Z', operator: '张经理', state: 'none' },
    ]);
    expect(record['last-changed']).toBe('2026-11-23T01:02:00.000Z');
    expect(await branch.take()).toEqual(Array(3).fill('operator printer-cutter-fault'));
  });

  test('may take over what somebody else has, close what is acknowledged and acknowledge what is closed', async () => {
    const branch = await raised();
    await branch.manager.acknowledge(cutter);
    await branch.manager.acknowledge({ ...cutter, operator: '李工' });
    await branch.manager.close(cutter);
    await branch.manager.acknowledge(cutter);
    expect(states(branch)).toEqual(['王工 ack', '李工 ack', '王工 closed', '王工 ack']);
  });
});

describe('a device', () => {
  test('that clears acknowledges and closes nothing', async () => {
    const branch = await raised();
    await clear(branch);
    expect(states(branch)).toEqual([]);
    expect(branch.manager.list()).toHaveLength(1);
    await branch.after(80_000);
    expect(states(branch)).toEqual([]);
  });

  test.each(['acknowledge', 'close'] as const)('that clears after %s leaves the state as it is', async (operation) => {
    const branch = await raised();
    await branch.manager[operation](cutter);
    await clear(branch);
    expect(states(branch)).toHaveLength(1);
    expect(branch.retained.size).toBe(0);
  });

  test.each(['acknowledge', 'close'] as const)('that raises again after %s makes it nobody’s', async (operation) => {
    const branch = await raised();
    await branch.manager[operation](cutter);
    await clear(branch);
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.flush();
    expect(states(branch)?.at(-1)).toBe('gateway none');
    expect(branch.manager.counts().unacknowledged).toBe(1);
    await branch.restart();
    expect(branch.manager.counts().unacknowledged).toBe(1);
  });

  test('that only repeats itself resets nothing', async () => {
    const branch = await raised();
    await branch.manager.close(cutter);
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.flush();
    expect(states(branch)).toEqual(['王工 closed']);
  });
});

describe('a cleared alarm', () => {
  test.each(['acknowledge', 'close'] as const)('leaves the open ones by %s', async (operation) => {
    const branch = await raised();
    await clear(branch);
    await branch.manager[operation](cutter);
    expect([branch.retained.size, branch.manager.list().length]).toEqual([0, 0]);
  });

  test('comes back to them when that is taken back', async () => {
    const branch = await raised();
    await clear(branch);
    await branch.manager.close(cutter);
    await branch.manager.unacknowledge(cutter);
    expect(branch.retained.get(topic)).toMatchObject({ 'is-cleared': true });
    expect(branch.manager.counts().unacknowledged).toBe(1);
  });
});

describe('what an operator cannot say', () => {
  test('an alarm closed already says who did it and when', async () => {
    const branch = await raised();
    await branch.manager.close(cutter);
    await expect(branch.manager.close({ ...cutter, operator: '李工' })).rejects.toMatchObject({
      code: 'ALARM_STATE',
      message: 'printer-1/printer-cutter-fault: 王工 has closed it already, at 2026-11-23T01:00:00.000Z',
    });
    expect(states(branch)).toEqual(['王工 closed']);
  });

  test('nothing can be taken back where nothing was said', async () => {
    const branch = await raised();
    await expect(branch.manager.unacknowledge(cutter)).rejects.toMatchObject({ code: 'ALARM_STATE' });
  });

  test('a misspelled type, device or missing qualifier is answered with what there is', async () => {
    const branch = await raised();
    branch.report('board-1', { type: 'led-write-rejected', qualifier: 'zone-2', active: true });
    const refusal = async (change: object) =>
      branch.manager.acknowledge({ ...cutter, ...change }).catch((error: Error & { field?: string }) => error);
    expect(await refusal({ alarmType: 'printer-cuter-fault' })).toMatchObject({
      code: 'ALARM_UNKNOWN',
      field: 'args.alarmType',
      message:
        'no alarm printer-1/printer-cuter-fault is raised or waits for acknowledgement; printer-1 has printer-cutter-fault. Did you mean "printer-cutter-fault"?',
    });
    expect(await refusal({ deviceId: 'printr-1' })).toMatchObject({
      field: 'args.deviceId',
      message: expect.stringMatching(/printr-1 has none\. Did you mean "printer-1"\?$/),
    });
    expect(await refusal({ deviceId: 'board-1', alarmType: 'led-write-rejected' })).toMatchObject({
      message: expect.stringMatching(/board-1 has led-write-rejected\/zone-2\. Did you mean/),
    });
  });
});

test('the history keeps the newest 32 of each kind, through all operations', async () => {
  const branch = await raised();
  for (let round = 1; round <= 20; round++) {
    await branch.manager.acknowledge({ ...cutter, operator: `ack-${round}` });
    await branch.manager.close({ ...cutter, operator: `close-${round}` });
    await branch.manager.unacknowledge({ ...cutter, operator: `none-${round}` });
    await branch.manager.shelving.shelve({ name: 's', operator: `on-${round}`, reason: 'r', deviceId: 'printer-1' });
    await branch.manager.shelving.unshelve({ name: 's', operator: `off-${round}` });
    await clear(branch);
    // Far enough apart that it does not flap.
    await branch.after(11 * 60);
    branch.report('printer-1', on('printer-cutter-fault'));
  }
  await branch.flush();
  const record = branch.table.get(`${topic}/`)!;
  expect([record['status-change'].length, record['operator-state-change'].length]).toEqual([32, 32]);
  expect(record['operator-state-change'].slice(-6).map(({ operator }) => operator)).toEqual([
    'off-19',
    ...['ack', 'close', 'none', 'on', 'off'].map((what) => `${what}-20`),
  ]);
  expect(record['x-count']).toBe(21);
  await branch.restart();
  expect(branch.retained.get(topic)!['operator-state-change']).toEqual(record['operator-state-change']);
});

test('but never forgets how it stands: an acknowledgement behind many shelves, a shelf behind many operators', async () => {
  const branch = await raised();
  const shelf = { name: 's', operator: 'x', reason: 'r', deviceId: 'printer-1' };
  await branch.manager.acknowledge(cutter);
  for (let round = 0; round < 40; round++) {
    await branch.manager.shelving.shelve(shelf);
    await branch.manager.shelving.unshelve({ name: 's', operator: 'x' });
  }
  expect(branch.manager.queries.list({ state: 'acknowledged', limit: 9 })['total']).toBe(1);
  await branch.manager.shelving.shelve(shelf);
  for (let round = 0; round < 40; round++) await branch.manager.acknowledge(cutter);
  expect(branch.manager.queries.list({ state: 'shelved', limit: 9 })['total']).toBe(1);
  expect(states(branch)).toHaveLength(32);
  await branch.manager.shelving.unshelve({ name: 's', operator: 'x' });
  expect(branch.retained.get(topic)).not.toHaveProperty('x-suppressed-by');
});
