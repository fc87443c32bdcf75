import { expect, test } from 'vitest';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { Branch, off, on } from '../support.js';

const devices: readonly AlarmingDevice[] = [
  {
    deviceId: 'printer-1',
    declarations: [
      { type: 'printer-cutter-fault', onDelaySeconds: 0, offDelaySeconds: 0 },
      { type: 'printer-charset', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
    ],
    contactAlarm: 'printer-offline',
  },
];
const view = (branch: Branch, type: string) => {
  const record = branch.table.get(`printer-1/${type}/`);
  return [record?.['is-cleared'], record?.['x-verified']];
};
const polled = (branch: Branch) => branch.manager.polled('printer-1');

async function restarted(): Promise<Branch> {
  const branch = await Branch.open(devices);
  branch.report('printer-1', on('printer-cutter-fault'), on('printer-charset'));
  await branch.restart(devices);
  await branch.take();
  return branch;
}

test('rule 11: after a restart it is unverified until the first report, then kept', async () => {
  const branch = await restarted();
  expect(view(branch, 'printer-cutter-fault')).toEqual([false, false]);
  branch.report('printer-1', on('printer-cutter-fault'));
  polled(branch);
  polled(branch);
  expect([await branch.take(), view(branch, 'printer-cutter-fault')]).toEqual([[], [false, true]]);
});

test('rule 11: or cleared', async () => {
  const branch = await restarted();
  branch.report('printer-1', off('printer-cutter-fault'));
  expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
});

test('rule 11: what the device says nothing of within its first two polls is over, and the record says why', async () => {
  const branch = await restarted();
  polled(branch);
  expect(await branch.take()).toEqual([]);
  polled(branch);
  const told = await branch.takeRecords();
  expect(told.map(({ change, record }) => `${change} ${record['alarm-type-id']}`)).toEqual([
    'clear printer-cutter-fault',
  ]);
  expect(told[0]!.record['status-change'].at(-1)).toMatchObject({ 'alarm-text': 'the device no longer reports it' });
  polled(branch);
  expect(await branch.take()).toEqual([]);
});

test('rule 11: what only an occasion tells of waits for the next, however many polls there are', async () => {
  const branch = await restarted();
  for (let poll = 0; poll < 100; poll++) polled(branch);
  expect(view(branch, 'printer-charset')).toEqual([false, false]);
  branch.report('printer-1', off('printer-charset'));
  expect(await branch.take()).toEqual(['clear printer-cutter-fault', 'clear printer-charset']);
});

test('rule 11: a device that stays away verifies nothing: its alarms stand, and its contact alarm is raised', async () => {
  const branch = await restarted();
  branch.manager.contactLost('printer-1');
  branch.report('printer-1', on('printer-offline'));
  await branch.after(3_600);
  expect(await branch.take()).toEqual(['raise printer-offline']);
  expect(view(branch, 'printer-cutter-fault')).toEqual([false, false]);
});

test('rule 11: polls before a loss of contact do not count for the return', async () => {
  const branch = await restarted();
  polled(branch);
  branch.manager.contactLost('printer-1');
  branch.manager.contactRestored('printer-1');
  polled(branch);
  expect(await branch.take()).toEqual([]);
  polled(branch);
  expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
});

test('rule 11: what comes back after it was cleared so is raised again as the same record', async () => {
  const branch = await restarted();
  polled(branch);
  polled(branch);
  branch.report('printer-1', on('printer-cutter-fault'));
  expect(await branch.take()).toEqual(['clear printer-cutter-fault', 'raise printer-cutter-fault']);
  expect(branch.table.get('printer-1/printer-cutter-fault/')!['x-count']).toBe(2);
});
