import { expect, test } from 'vitest';
import { Branch, off, on } from '../support.js';

const topic = 'printer-1/printer-cutter-fault';

test('rule 1: one record per key; a second raise updates counts and times of the same record', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault', 'first'));
  await branch.after(60);
  branch.report('printer-1', off('printer-cutter-fault'));
  await branch.after(60);
  branch.report('printer-1', on('printer-cutter-fault', 'second'));
  await branch.flush();
  expect(branch.table.size).toBe(1);
  expect(branch.retained.get(topic)).toMatchObject({
    'x-count': 2,
    'time-created': '2026-11-23T01:00:00.000Z',
    'last-raised': '2026-11-23T01:02:00.000Z',
    'is-cleared': false,
  });
});

test('rule 1: a condition that is only repeated changes nothing, however often', async () => {
  const branch = await Branch.open();
  for (let poll = 0; poll < 100; poll++) branch.report('printer-1', on('printer-cutter-fault'));
  expect(await branch.take()).toEqual(['raise printer-cutter-fault']);
  expect(branch.retained.get(topic)).toMatchObject({ 'x-count': 1, 'x-seq': 1 });
});

test('rule 1: resource, type and qualifier are the key: two instances are two records', async () => {
  const branch = await Branch.open();
  for (const qualifier of ['zone-1', 'zone-2']) {
    branch.report('board-1', { type: 'led-write-rejected', qualifier, active: true });
  }
  await branch.after(60);
  expect([...branch.table.entries()].map(([, record]) => record['alarm-type-qualifier'])).toEqual(['zone-1', 'zone-2']);
});
