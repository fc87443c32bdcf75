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

test('rule 10: without contact nothing new is raised, but what is declared to outlive it', async () => {
  const ups = {
    deviceId: 'ups',
    declarations: [
      { type: 'mains-lost-on-battery', onDelaySeconds: 0 },
      { type: 'ups-battery-low', outlivesContact: true as const },
    ],
    contactAlarm: 'ups-unreachable',
  };
  const branch = await Branch.open([ups]);
  branch.manager.contactLost('ups');
  branch.report('ups', on('ups-unreachable'), on('mains-lost-on-battery'), on('ups-battery-low'));
  await branch.after(60);
  expect(await branch.take()).toEqual(['raise ups-unreachable', 'raise ups-battery-low']);
  expect(branch.table.get('ups/ups-battery-low/')?.['x-verified']).toBe(false);
});

test('rule 10: a maintenance window keeps that one quiet as well, and it is said when the window ends', async () => {
  const ups = {
    deviceId: 'ups',
    declarations: [{ type: 'ups-battery-low', outlivesContact: true as const }],
    contactAlarm: 'ups-unreachable',
  };
  const branch = await Branch.open([ups]);
  branch.manager.suppress('ups', 'maintenance', 'new battery');
  branch.manager.contactLost('ups');
  branch.report('ups', on('ups-battery-low'));
  await branch.after(60);
  expect(await branch.take()).toEqual([]);
  branch.manager.suppress('ups', 'maintenance', undefined);
  expect(await branch.take()).toEqual(['raise ups-battery-low']);
});
