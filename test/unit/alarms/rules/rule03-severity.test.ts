import { expect, test } from 'vitest';
import { Branch, on } from '../support.js';

const overheat = 'printer-head-overheat';
const devices = [{ deviceId: 'printer-1', declarations: [{ type: overheat, onDelaySeconds: 0 }] }];

test('rule 3: a severity changes on the same record, without a clear and a raise', async () => {
  const branch = await Branch.open(devices);
  branch.report('printer-1', on(overheat));
  branch.report('printer-1', { ...on(overheat), severity: 'major' });
  branch.report('printer-1', on(overheat));
  const told = await branch.takeRecords();
  expect(told.map(({ change, record }) => `${change} ${record['perceived-severity']}`)).toEqual([
    'raise warning',
    'severity major',
    'severity warning',
  ]);
  expect(told.map(({ record }) => [record['x-count'], record['is-cleared']])).toEqual(Array(3).fill([1, false]));
  expect(branch.table.size).toBe(1);
});
