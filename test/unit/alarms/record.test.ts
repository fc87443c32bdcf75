import { expect, test } from 'vitest';
import { alarmRecordSchema } from '../../../gateway/alarms/record.js';
import { Branch, off, on, printer } from './support.js';

test('a raised alarm says everything people and machines need', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-paper-out', 'n4 = 72: paper end'));
  await branch.after(5);
  const [told] = await branch.takeRecords();
  const raisedAt = '2026-11-23T01:00:05.000Z';
  expect(told).toEqual({
    change: 'raise',
    record: {
      resource: 'b017/gw1/printer-1',
      'alarm-type-id': 'printer-paper-out',
      'alarm-type-qualifier': '',
      'time-created': raisedAt,
      'last-raised': raisedAt,
      'last-changed': raisedAt,
      'is-cleared': false,
      'perceived-severity': 'major',
      'alarm-text': 'No paper',
      'status-change': [{ time: raisedAt, 'perceived-severity': 'major', 'alarm-text': 'No paper' }],
      'operator-state-change': [],
      'event-type': 'environmental-alarm',
      'probable-cause': 30,
      'probable-cause-string': 'materialSupplyExhausted',
      'proposed-repair-actions': {
        key: 'PRN-101',
        zh: expect.stringContaining('装入新纸卷'),
        en: expect.stringContaining('put in a new roll'),
      },
      'additional-information': [{ identifier: 'detail', significant: false, information: 'n4 = 72: paper end' }],
      'x-code': 'PRN-101',
      'x-owner': 'flm',
      'x-service-impact': 'function-lost',
      'x-count': 1,
      'x-flapping': false,
      'x-announced': true,
      'x-verified': true,
      'x-last-verified': '2026-11-23T01:00:00.000Z',
      'x-seq': 1,
      'x-boot-id': 'boot-1',
    },
  });
  expect(alarmRecordSchema.parse(told!.record)).toEqual(told!.record);
  expect(branch.retained.get('printer-1/printer-paper-out')).toEqual(told!.record);
});

test('the alarm text is in the language of the gateway, the remedy in both', async () => {
  const branch = await Branch.open();
  await branch.restart([printer], { language: 'zh' });
  branch.report('printer-1', on('printer-cutter-fault'));
  const [told] = await branch.takeRecords();
  expect(told!.record['alarm-text']).toBe('切刀卡住');
  expect(told!.record['proposed-repair-actions'].en).toContain('Do not pull the paper');
});

test('clearing keeps the severity and is a state of its own', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  branch.report('printer-1', off('printer-cutter-fault'));
  await branch.after(2);
  const { record } = (await branch.takeRecords())[1]!;
  expect(record['is-cleared']).toBe(true);
  expect(record['perceived-severity']).toBe('major');
  expect(record['status-change'].map((change) => change['perceived-severity'])).toEqual(['major', 'cleared']);
  expect(record['last-changed']).toBe('2026-11-23T01:00:02.000Z');
  expect(record['last-raised']).toBe('2026-11-23T01:00:00.000Z');
});

test('a second raise lives on in the same record and is counted', async () => {
  const branch = await Branch.open();
  for (let time = 0; time < 3; time++) {
    branch.report('printer-1', on('printer-cutter-fault'));
    branch.report('printer-1', off('printer-cutter-fault'));
    await branch.after(10);
  }
  const records = (await branch.takeRecords()).map(({ record }) => record);
  expect(records.map((record) => record['x-count'])).toEqual([1, 1, 2, 2, 3, 3]);
  expect(new Set(records.map((record) => record['time-created']))).toEqual(new Set(['2026-11-23T01:00:00.000Z']));
  expect(records[4]!['last-raised']).toBe('2026-11-23T01:00:20.000Z');
  expect(branch.table.size).toBe(1);
});

test('the history holds the last 32 changes', async () => {
  const branch = await Branch.open();
  for (let time = 0; time < 40; time++) {
    branch.report('printer-1', on('printer-cutter-fault'));
    branch.report('printer-1', off('printer-cutter-fault'));
    // So seldom that it does not flap.
    await branch.after(600);
  }
  const record = (await branch.takeRecords()).at(-1)!.record;
  expect(record['x-count']).toBe(40);
  expect(record['status-change']).toHaveLength(32);
  expect(record['status-change'].at(-1)).toMatchObject({
    'perceived-severity': 'cleared',
    time: '2026-11-23T07:30:02.000Z',
  });
});

test('a new detail replaces the old one without a raise; no detail leaves it', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault', 'first'));
  await branch.take();
  branch.report('printer-1', on('printer-cutter-fault', 'second'));
  branch.report('printer-1', on('printer-cutter-fault'));
  expect(await branch.take()).toEqual([]);
  const record = branch.retained.get('printer-1/printer-cutter-fault')!;
  expect(record['additional-information'].map(({ information }) => information)).toEqual(['second']);
  expect([record['x-count'], record['x-seq'], record['status-change'].length]).toEqual([1, 2, 1]);
});

test('x-seq counts the versions of all alarms, in the order they are told', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  branch.report('board-1', on('led-write-rejected'));
  branch.report('board-1', off('led-write-rejected'));
  const told = await branch.takeRecords();
  expect(told.map(({ change, record }) => [change, record['x-seq']])).toEqual([
    ['raise', 1],
    ['raise', 2],
    ['clear', 3],
  ]);
});
