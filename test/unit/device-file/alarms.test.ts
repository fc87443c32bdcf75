import { expect, onTestFinished, test } from 'vitest';
import { Branch } from '../alarms/support.js';
import { Cabinet } from './support.js';

/** A branch whose alarms are told to its device files. */
async function branchWithFiles() {
  const branch = await Branch.open();
  onTestFinished(() => branch.shutDown());
  const cabinet = await Cabinet.open({}, branch.clock);
  branch.manager.observe((update) => cabinet.files.alarmChanged(update));
  return { branch, cabinet, condition: branch.manager.condition.bind(branch.manager) };
}

test('an alarm in the file: raised, taken over, changed in severity, cleared, each once and in order', async () => {
  const { branch, cabinet, condition } = await branchWithFiles();
  condition('printer-1', { type: 'printer-cutter-fault', active: true, detail: 'blade at 3' });
  await branch.after(0);
  await branch.manager.acknowledge({
    deviceId: 'printer-1',
    alarmType: 'printer-cutter-fault',
    operator: '王工',
    note: '去看看',
  });
  condition('printer-1', { type: 'printer-cutter-fault', active: true, severity: 'critical' });
  condition('printer-1', { type: 'printer-cutter-fault', active: false });
  await branch.after(2);
  const [start, ...entries] = await cabinet.entries('printer-1');
  expect(start?.kind).toBe('gateway-start');
  expect(entries.map(({ kind }) => kind)).toEqual([
    'alarm-raised',
    'alarm-acknowledged',
    'alarm-severity',
    'alarm-cleared',
  ]);
  expect(entries[0]?.data).toMatchObject({
    ...{ alarm: 'printer-cutter-fault', code: 'PRN-105', severity: 'major', detail: 'blade at 3' },
    ...{ impact: 'function-lost', cause: 'hardware', count: 1 },
  });
  expect(entries[1]?.data).toMatchObject({ operator: '王工', note: '去看看' });
  expect(entries[2]?.data).toMatchObject({ severity: 'critical' });
  expect(entries.map(({ seq }) => seq)).toEqual([2, 3, 4, 5]);
  expect(entries.every((entry, index) => index === 0 || entry.xSeq > (entries[index - 1]?.xSeq ?? 0))).toBe(true);
});

test('a roll that ran low and out and was changed is one change of paper', async () => {
  const { branch, cabinet, condition } = await branchWithFiles();
  for (const type of ['printer-paper-low', 'printer-paper-out']) condition('printer-1', { type, active: true });
  await branch.after(40);
  for (const type of ['printer-paper-low', 'printer-paper-out']) condition('printer-1', { type, active: false });
  await branch.after(10);
  const kinds = await cabinet.kinds('printer-1');
  expect(kinds.filter((kind) => kind === 'alarm-cleared')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'paper-change')).toHaveLength(1);
  expect(kinds.at(-1)).toBe('paper-change');
});

test('alarms nobody confirms while contact is lost are told once, and once when they are confirmed', async () => {
  const { branch, cabinet, condition } = await branchWithFiles();
  for (const type of ['printer-paper-out', 'printer-cutter-fault']) condition('printer-1', { type, active: true });
  await branch.after(10);
  branch.manager.contactLost('printer-1');
  await branch.after(10);
  branch.manager.contactRestored('printer-1');
  for (const type of ['printer-paper-out', 'printer-cutter-fault']) condition('printer-1', { type, active: true });
  await branch.after(10);
  const kinds = await cabinet.kinds('printer-1');
  expect(kinds.filter((kind) => kind === 'unverified')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'verified')).toHaveLength(1);
});

test('what the alarms of a branch leave on disk names no other device, and other devices have no entry of it', async () => {
  const { branch, cabinet, condition } = await branchWithFiles();
  condition('board-1', { type: 'led-write-rejected', active: true });
  await branch.after(0);
  expect(await cabinet.kinds('board-1')).toContain('alarm-raised');
  expect(await cabinet.kinds('printer-1')).toEqual(['gateway-start']);
});
