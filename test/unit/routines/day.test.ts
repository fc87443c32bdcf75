import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import { routineReportSchema } from '../../../gateway/routines/report-schema.js';
import { type Day, local, openDay } from './day-stand.js';

let day: Day;
beforeEach(async () => {
  day = await openDay({ printer: 'printer-1' });
});
afterEach(async () => {
  expect(day.errors).toEqual([]);
  await day.end();
});

const contactAlarms: Readonly<Record<string, string>> = {
  'printer-1': 'printer-offline',
  'kiosk-1': 'terminal-unreachable',
  'kiosk-2': 'terminal-unreachable',
};
const contact = (id: string, active: boolean) =>
  day.alarms.condition(id, { type: contactAlarms[id] ?? '', active, ...(active ? { detail: 'no answer' } : {}) });
const lost = (id: string) => {
  day.states[id] = { admin: 'enabled', operating: 'offline', reason: 'no answer' };
  contact(id, true);
  day.alarms.contactLost(id);
};
const back = (id: string) => {
  day.states[id] = { admin: 'enabled', operating: 'online' };
  contact(id, false);
  day.alarms.contactRestored(id);
};
const routines = () => day.told.map(({ routine }) => routine);
const last = (routine: string) => day.told.findLast((each) => each.routine === routine)?.data;

describe('the opening inspection', () => {
  test('polls every device, has each test itself as far as that does no harm, and tells what it found', async () => {
    await day.until('2026-11-27T08:54');
    expect(day.devices.news()).toEqual([]);
    await day.until('2026-11-27T08:56');
    expect(day.polled).toEqual(['printer-1', 'board-1', 'door', 'kiosk-1', 'kiosk-2']);
    // No ticket paper is used, and nobody is there to be misled by a pattern.
    expect(day.devices.news().sort()).toEqual([
      'board-1 test {"seconds":3}',
      'door read {}',
      'kiosk-1 probe {}',
      'kiosk-2 probe {}',
    ]);
    await vi.waitFor(() => expect(routines()).toEqual(['opening']));
    const report = last('opening');
    expect(routineReportSchema.parse(report)).toMatchObject({ ok: true, by: 'schedule', day: '2026-11-27' });
    expect(report?.findings).toHaveLength(5);
    expect(day.raised()).toEqual([]);
  });

  test('names what does not work, in an alarm and in the report, until it passes', async () => {
    lost('kiosk-1');
    day.devices.fail('board-1', new GatewayError('PROTOCOL_REJECTED', 'no picture'));
    day.states['door'] = { admin: 'maintenance', operating: 'online' };
    await day.until('2026-11-27T08:56');
    await vi.waitFor(() => expect(routines()).toEqual(['opening']));
    expect(last('opening')).toMatchObject({
      ok: false,
      findings: [
        { deviceId: 'printer-1', result: 'ok' },
        { deviceId: 'board-1', result: 'failed', detail: 'no picture' },
        { deviceId: 'door', result: 'left-alone', detail: 'maintenance' },
        { deviceId: 'kiosk-1', result: 'failed' },
        { deviceId: 'kiosk-2', result: 'ok' },
      ],
    });
    expect(day.raised()).toContain('gateway/opening-inspection-failed');
    // A start does not forget it.
    await day.restart();
    expect(day.raised()).toContain('gateway/opening-inspection-failed');

    back('kiosk-1');
    day.devices.mend('board-1');
    const again = day.command('routine-run', { routine: 'opening', print: true });
    await day.until('2026-11-27T08:58');
    expect(await again).toMatchObject({ report: { ok: true, by: 'command' }, printed: { printer: 'printer-1' } });
    expect(day.raised()).not.toContain('gateway/opening-inspection-failed');
    const page = day.devices.news().find((line) => line.startsWith('printer-1 report'));
    expect(page).toContain('"title":"Opening inspection"');
  });

  test('waits for devices that a gateway which has just started has not met yet', async () => {
    day.states['door'] = { admin: 'enabled', operating: 'connecting' };
    await day.until('2026-11-27T08:55');
    await day.clock.advance(20_000);
    expect(day.devices.news()).toEqual([]);
    day.states['door'] = { admin: 'enabled', operating: 'online' };
    await day.until('2026-11-27T08:57');
    await vi.waitFor(() => expect(last('opening')).toMatchObject({ ok: true }));
  });

  test('shows no pattern on a board while customers are there', async () => {
    await day.until('2026-11-27T10:00');
    day.devices.news();
    const run = day.command('routine-run', { routine: 'opening' });
    await day.until('2026-11-27T10:01');
    await run;
    expect(day.devices.news().filter((line) => line.includes(' test '))).toEqual([]);
  });

  test('is done once a day, also over a restart, and late where the gateway was off', async () => {
    await day.until('2026-11-27T09:10');
    await day.restart();
    await day.until('2026-11-27T09:20');
    expect(routines().filter((routine) => routine === 'opening')).toHaveLength(1);
    day.clock.jump(3 * 86_400_000); // Monday
    await day.until('2026-11-30T10:00');
    expect(routines().filter((routine) => routine === 'opening')).toHaveLength(2);
    expect(last('opening')?.day).toBe('2026-11-30');
  });
});

test('before the doors open, a board that somebody switched dark is lit', async () => {
  day.states['board-1'] = { admin: 'enabled', operating: 'online', power: false };
  await day.until('2026-11-27T08:58');
  day.devices.news();
  await day.until('2026-11-27T09:00');
  expect(day.devices.news()).toEqual(['board-1 power {"on":true}']);
});

describe('the end of the day', () => {
  test('boards go blank, counters are read, the day is told, and what is switched off raises nothing until it opens', async () => {
    day.states['door'] = { admin: 'enabled', operating: 'online', today: { day: '2026-11-27', in: 412, out: 410 } };
    await day.until('2026-11-27T16:59');
    day.devices.news();
    await day.until('2026-11-27T17:02');
    expect(day.devices.news().sort()).toEqual(['board-1 clear {}', 'door read {}']);
    await vi.waitFor(() => expect(routines()).toEqual(['opening', 'reset', 'closing']));
    expect(last('closing')).toMatchObject({ counts: { visitorsIn: 412, visitorsOut: 410 }, ok: true });

    lost('printer-1');
    lost('kiosk-2'); // round the clock
    await day.until('2026-11-27T20:00');
    expect(day.raised()).toEqual(['kiosk-2/terminal-unreachable']);
    // It stays so over a restart, and what is still off when the doors are to open is raised.
    await day.restart();
    lost('printer-1');
    await day.until('2026-11-27T23:00');
    expect(day.raised()).not.toContain('printer-1/printer-offline');
    day.clock.jump(local('2026-11-30T08:50') - day.clock.now());
    await day.until('2026-11-30T08:54');
    expect(day.raised()).not.toContain('printer-1/printer-offline');
    await day.until('2026-11-30T08:56');
    expect(day.raised()).toContain('printer-1/printer-offline');
  });
});

test('a machine that comes up with a clock of 1970 closes nothing in the middle of the day', async () => {
  await day.until('2026-11-27T11:00');
  day.devices.news();
  day.setSynced(false);
  day.clock.jump(local('1970-01-02T20:00') - day.clock.now());
  await day.restart();
  await day.clock.advance(600_000);
  expect(day.devices.news()).toEqual([]);
  lost('printer-1');
  await vi.waitFor(() => expect(day.raised()).toContain('printer-1/printer-offline'));
  back('printer-1');
  day.setSynced(true);
  day.clock.jump(local('2026-11-27T16:50') - day.clock.now());
  await day.until('2026-11-27T17:02');
  await vi.waitFor(() => expect(last('closing')).toMatchObject({ day: '2026-11-27' }));
});

describe('the shift hand-over', () => {
  test('tells what is open, what was put right and by whom, and what has come since the last', async () => {
    day.states['door'] = { admin: 'enabled', operating: 'online', today: { day: '2026-11-27', in: 100, out: 80 } };
    await day.until('2026-11-27T12:00');
    lost('kiosk-1');
    lost('printer-1');
    await day.until('2026-11-27T12:10');
    await day.alarms.acknowledge({
      deviceId: 'printer-1',
      alarmType: 'printer-offline',
      qualifier: '',
      operator: 'Li',
    });
    back('printer-1');
    await day.until('2026-11-27T12:30');
    const first = await day.command('routine-run', { routine: 'handover' });
    expect(first).toMatchObject({
      report: {
        openAlarms: [{ code: 'TRM-301', alarm: 'kiosk-1/terminal-unreachable' }],
        chores: [{ alarm: 'printer-1/printer-offline', by: 'Li' }],
        counts: { visitorsIn: 100, visitorsOut: 80 },
      },
    });
    day.states['door'] = { admin: 'enabled', operating: 'online', today: { day: '2026-11-27', in: 130, out: 120 } };
    await day.until('2026-11-27T15:00');
    await day.restart();
    const second = await day.command('routine-run', { routine: 'handover' });
    expect(second).toMatchObject({ report: { chores: [], counts: { visitorsIn: 30, visitorsOut: 40 } } });
  });
});

describe('a drill', () => {
  test('is an alarm that says what it is, ends by itself, and is reported with who answered', async () => {
    await day.until('2026-11-27T10:00');
    await day.command('routine-run', { routine: 'drill', scenario: 'device-failure', minutes: 5 });
    const record = () => day.alarms.find({ deviceId: 'gateway', type: 'drill', qualifier: 'device-failure' });
    expect(record()).toMatchObject({ 'is-cleared': false, 'alarm-text': expect.stringContaining('DRILL') });
    await expect(day.command('routine-run', { routine: 'drill', scenario: 'device-failure' })).rejects.toMatchObject({
      code: 'ROUTINE_STATE',
    });
    await day.until('2026-11-27T10:02');
    await day.alarms.acknowledge({
      deviceId: 'gateway',
      alarmType: 'drill',
      qualifier: 'device-failure',
      operator: 'Wang',
    });
    // A kill in the middle of it ends nothing.
    await day.restart();
    await day.until('2026-11-27T10:04');
    expect(record()).toMatchObject({ 'is-cleared': false });
    await day.until('2026-11-27T10:06');
    await vi.waitFor(() => expect(record()).toMatchObject({ 'is-cleared': true }));
    expect(last('drill')).toMatchObject({
      ok: true,
      drill: { scenario: 'device-failure', acknowledgedBy: 'Wang', acknowledgedAfterSeconds: 120 },
    });
    // It is none of what a hand-over hands over.
    const { report } = (await day.command('routine-run', { routine: 'handover' })) as { report: object };
    expect(report).toMatchObject({ openAlarms: [], chores: [] });
  });

  test('that nobody answers is reported so', async () => {
    await day.until('2026-11-27T10:00');
    await day.command('routine-run', { routine: 'drill', scenario: 'queue-overflow', minutes: 1, print: true });
    await day.until('2026-11-27T10:02');
    await vi.waitFor(() => expect(last('drill')).toMatchObject({ ok: false, drill: { scenario: 'queue-overflow' } }));
    expect(last('drill')?.lines).toContain('nobody acknowledged it');
    // Asked for on paper, it comes out when there is something to tell.
    await vi.waitFor(() => expect(day.devices.news().join()).toContain('printer-1 report {"title":"Drill"'));
  });
});

test('a printer that is not there is refused with those that are', async () => {
  await expect(
    day.command('routine-run', { routine: 'handover', print: true, printer: 'printer-9' }),
  ).rejects.toMatchObject({
    code: 'COMMAND_ARGS_INVALID',
    message: 'args.printer: found "printer-9", allowed: printer-1',
  });
});
