import { expect, test } from 'vitest';
import { Branch, on } from '../support.js';

const types = ['printer-cutter-fault', 'printer-paper-out', 'printer-cover-open'];
const stands = (branch: Branch) =>
  types.map((type) => {
    const record = branch.table.get(`printer-1/${type}/`);
    return [record?.['is-cleared'], record?.['x-verified']];
  });

test('rule 10: three alarms of a printer that is lost: none is cleared, all are unverified, verified on return (9.5 test 6)', async () => {
  const branch = await Branch.open();
  const told = () => branch.report('printer-1', ...types.map((type) => on(type)));
  told();
  await branch.after(60);
  expect(stands(branch)).toEqual(Array(3).fill([false, true]));
  await branch.take();
  branch.manager.contactLost('printer-1');
  branch.report('printer-1', on('printer-offline'));
  await branch.after(86_400);
  expect(stands(branch)).toEqual(Array(3).fill([false, false]));
  branch.manager.contactRestored('printer-1');
  told();
  branch.manager.polled('printer-1');
  branch.manager.polled('printer-1');
  await branch.flush();
  expect(stands(branch)).toEqual(Array(3).fill([false, true]));
  expect(await branch.take()).toEqual(['raise printer-offline']);
});
