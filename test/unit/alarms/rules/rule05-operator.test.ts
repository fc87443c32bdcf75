import { expect, test } from 'vitest';
import { operatorState } from '../../../../gateway/alarms/record.js';
import { Branch, off, on } from '../support.js';

const cutter = 'printer-cutter-fault';
const acknowledgement = { deviceId: 'printer-1', alarmType: cutter, operator: '王工' };

async function raised(): Promise<Branch> {
  const branch = await Branch.open();
  branch.report('printer-1', on(cutter));
  await branch.take();
  return branch;
}

const record = (branch: Branch) => [...branch.table.entries()][0]![1];

test('rule 5: acknowledging never clears', async () => {
  const branch = await raised();
  await branch.manager.acknowledge(acknowledgement);
  await branch.after(3_600);
  expect([operatorState(record(branch)), record(branch)['is-cleared']]).toEqual(['ack', false]);
});

test('rule 5: clearing never acknowledges', async () => {
  const branch = await raised();
  branch.report('printer-1', off(cutter));
  await branch.after(2);
  expect([operatorState(record(branch)), record(branch)['is-cleared']]).toEqual(['none', true]);
  expect(branch.manager.list()).toHaveLength(1);
});

test('rule 5: a new raise is nobody’s again', async () => {
  const branch = await raised();
  await branch.manager.acknowledge(acknowledgement);
  branch.report('printer-1', off(cutter));
  await branch.after(2);
  branch.report('printer-1', on(cutter));
  await branch.flush();
  expect(operatorState(record(branch))).toBe('none');
});

test('rule 5: whoever has taken over a flapping alarm keeps it: its turns are no raises', async () => {
  const branch = await raised();
  for (let turn = 0; turn < 10; turn++) {
    branch.report('printer-1', off(cutter));
    await branch.after(10);
    branch.report('printer-1', on(cutter));
    await branch.after(10);
    if (turn === 3) await branch.manager.acknowledge(acknowledgement);
  }
  expect(record(branch)['x-flapping']).toBe(true);
  expect(operatorState(record(branch))).toBe('ack');
});
