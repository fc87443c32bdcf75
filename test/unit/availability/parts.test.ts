import { expect, it, onTestFinished } from 'vitest';
import { dayOf } from '../../../gateway/availability/figures.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { Branch } from '../alarms/support.js';
import { Cabinet } from '../device-file/support.js';
import { axes, Office } from './support.js';

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
  const source = { files, records: () => manager.records(), stateOf: () => ({}), now: () => clock.now() };
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

it('what its parts went through is its own: paper, flapping, and how far the roll is used', async () => {
  const office = await Office.open(new VirtualClock(Date.UTC(2026, 10, 26, 2)), {
    terminals: [{ id: 'kiosk-1', parts: ['kiosk-1-agent', 'kiosk-1-xfs'] }],
  });
  const { files } = office.cabinet;
  for (const id of files.ids) files.axesChanged(id, axes('online'));
  for (const part of ['kiosk-1-agent', 'kiosk-1-xfs']) {
    files.get(part)?.tell({ kind: 'paper-change', data: {} });
    await office.cabinet.written(part);
  }
  office.states = { 'kiosk-1': { service: 'in-service' }, 'kiosk-1-agent': { paperMetres: 12.3 } };
  const today = files.calendar.day(office.clock.now());
  const terminal = { id: 'kiosk-1', parts: ['kiosk-1-agent', 'kiosk-1-xfs'] };
  expect(await dayOf(terminal, today, office.source)).toMatchObject({ paperChanges: 2, paperMetres: 12.3 });
  // At midnight it is the day's that has just ended; of an older day nobody knows it any more.
  await office.clock.advance(Date.parse('2026-11-26T16:05:00Z') - office.clock.now());
  expect(await dayOf(terminal, today, office.source)).toMatchObject({ paperMetres: 12.3, final: true });
  await office.clock.advance(3_600_000);
  expect(await dayOf(terminal, today, office.source)).not.toHaveProperty('paperMetres');
});
