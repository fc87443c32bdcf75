import { expect, it, onTestFinished } from 'vitest';
import { dayOf } from '../../../gateway/availability/figures.js';
import { Branch } from '../alarms/support.js';
import { Cabinet } from '../device-file/support.js';
import { axes } from './support.js';

const cash = {
  deviceId: 'cash',
  declarations: [{ type: 'cash-acceptor-jam', onDelaySeconds: 0, offDelaySeconds: 0 }],
  contactAlarm: 'terminal-module-unreachable',
};

it('an alarm of a part says why its terminal is out of service, and runs on its clock', async () => {
  const branch = await Branch.open([cash], { dueAt: (_entry, at) => at + 7_200_000 });
  const { clock, manager } = branch;
  const cabinet = await Cabinet.open(
    {
      devices: new Map([
        ['kiosk-1', 'network'],
        ['cash', 'hardware'],
      ]),
      wholesOf: (id) => (id === 'cash' ? ['kiosk-1'] : []),
    },
    clock,
  );
  onTestFinished(() => branch.shutDown());
  const { files } = cabinet;
  manager.observe((update) => files.alarmChanged(update));
  for (const id of ['kiosk-1', 'cash']) files.axesChanged(id, axes('online'));
  files.serviceChanged('kiosk-1', 'in-service');
  await branch.after(3_600);
  files.serviceChanged('kiosk-1', 'out-of-service');
  await branch.after(120);
  branch.report('cash', { type: 'cash-acceptor-jam', active: true });
  await branch.flush();
  await branch.after(600);
  for (const id of files.ids) await cabinet.written(id);
  const source = { files, records: () => manager.records(), now: () => clock.now() };
  const day = files.calendar.day(clock.now());
  expect(await dayOf({ id: 'kiosk-1', parts: ['cash'] }, day, source)).toMatchObject({
    inServiceSeconds: 3_600,
    outOfServiceSeconds: 720,
    failures: 1,
    outages: { cash: 1, software: 0 },
    detectMinutes: 2,
    raises: { 'TRM-307': 1 },
    openAlarms: [{ deviceId: 'cash', code: 'TRM-307', overdue: false }],
  });
});
