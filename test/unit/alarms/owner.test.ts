import { expect, test } from 'vitest';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import { dutySchema } from '../../../gateway/config/duty-schema.js';
import { onDuty } from '../../../gateway/duty/roster.js';
import { Branch, off, on } from './support.js';

const kiosk: AlarmingDevice = {
  deviceId: 'kiosk-1',
  declarations: [
    { type: 'cash-dispenser-fault', onDelaySeconds: 0, offDelaySeconds: 0 },
    { type: 'fraud-device-suspected', offDelaySeconds: 0 },
  ],
  contactAlarm: 'terminal-unreachable',
};
/** The catalogue's owner is slm; the device says that staff can put it right. */
const byStaff = { ...on('cash-dispenser-fault'), owner: 'flm' } as const;
const ownerOf = async (branch: Branch) =>
  (await branch.takeRecords()).map(({ change, record }) => [change, record['x-owner']]);
const ownerNow = (branch: Branch) => branch.manager.list()[0]?.['x-owner'];

test('an alarm goes to whom its device names, and has that one’s time limit', async () => {
  const minutes = { flm: 120, slm: 240, network: 0, it: 0, security: 0 };
  const branch = await Branch.open([kiosk], { dueAt: ({ owner }, at) => at + minutes[owner] * 60_000 });
  branch.report('kiosk-1', byStaff);
  expect(await ownerOf(branch)).toEqual([['raise', 'flm']]);
  const [record] = branch.manager.list();
  expect(Date.parse(record?.['x-due-at'] ?? '')).toBe(branch.clock.now() + 120 * 60_000);
});

test('the duty desk finds its person by it', async () => {
  const branch = await Branch.open([kiosk]);
  const people = { li: { name: 'Li' }, wang: { name: 'Wang' }, chen: { name: 'Chen' } };
  const roster = dutySchema.parse({ people, manager: 'chen', owners: { flm: { a: 'li' }, slm: { a: 'wang' } } });
  const called = () => {
    const owner = branch.manager.list()[0]?.['x-owner'] ?? 'it';
    return onDuty(roster, { deviceId: 'kiosk-1', deviceClass: 'terminal', alarmType: 'cash-dispenser-fault', owner })
      .seats[0]?.person;
  };
  branch.report('kiosk-1', byStaff);
  await branch.flush();
  expect(called()).toBe('li');
  branch.report('kiosk-1', on('cash-dispenser-fault'));
  await branch.flush();
  expect(called()).toBe('wang');
});

test('it changes hands while it stands, without a word on the stream, and back to the catalogue’s', async () => {
  const branch = await Branch.open([kiosk]);
  branch.report('kiosk-1', on('cash-dispenser-fault'));
  expect(await ownerOf(branch)).toEqual([['raise', 'slm']]);
  branch.report('kiosk-1', byStaff);
  expect(await ownerOf(branch)).toEqual([]);
  expect(ownerNow(branch)).toBe('flm');
  // That it is over changes nothing of who had it.
  branch.report('kiosk-1', off('cash-dispenser-fault'));
  expect(await ownerOf(branch)).toEqual([['clear', 'flm']]);
  branch.report('kiosk-1', on('cash-dispenser-fault'));
  expect(await ownerOf(branch)).toEqual([['raise', 'slm']]);
});

test('an alarm of security stays with security, whoever is named', async () => {
  const branch = await Branch.open([kiosk]);
  branch.report('kiosk-1', { ...on('fraud-device-suspected'), owner: 'it' });
  expect(await ownerOf(branch)).toEqual([['raise', 'security']]);
});

test('repeating an owner writes nothing', async () => {
  const branch = await Branch.open([kiosk]);
  branch.report('kiosk-1', byStaff);
  await branch.flush();
  const seq = branch.manager.list()[0]?.['x-seq'];
  for (let poll = 0; poll < 5; poll++) branch.report('kiosk-1', byStaff);
  await branch.flush();
  expect(branch.manager.list()[0]?.['x-seq']).toBe(seq);
});
