import { expect, test } from 'vitest';
import { Branch, off, on } from './support.js';

const worse = { ...on('printer-cutter-fault'), severity: 'critical' } as const;

test('a condition that has got worse changes its alarm once, and back to the catalogue when it is no worse', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'));
  await branch.after(120);
  branch.report('printer-1', worse);
  branch.report('printer-1', worse);
  const [raise, change, ...more] = await branch.takeRecords();
  expect(more).toEqual([]);
  expect([raise?.change, raise?.record['perceived-severity']]).toEqual(['raise', 'major']);
  expect([change?.change, change?.record['perceived-severity']]).toEqual(['severity', 'critical']);
  expect(change?.record['status-change'].map((status) => status['perceived-severity'])).toEqual(['major', 'critical']);
  branch.report('printer-1', on('printer-cutter-fault'));
  expect(await branch.take()).toEqual(['severity printer-cutter-fault']);
  branch.report('printer-1', off('printer-cutter-fault'));
  await branch.after(2);
  expect(await branch.take()).toEqual(['clear printer-cutter-fault']);
});

test('it is raised as bad as it is then, and that it is over changes nothing of that', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', worse);
  branch.report('printer-1', off('printer-cutter-fault'));
  await branch.after(2);
  const told = await branch.takeRecords();
  expect(told.map(({ change, record }) => [change, record['perceived-severity']])).toEqual([
    ['raise', 'critical'],
    ['clear', 'critical'],
  ]);
});
