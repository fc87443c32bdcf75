import { afterEach, describe, expect, it } from 'vitest';
import { bench } from './bench.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Step = readonly [action: string, args?: Record<string, unknown>];

/** A device of this kind after these steps, each followed by a poll: what the last one told of that is active. */
async function deviceAfter(profile: 'host' | 'printer' | 'ups', steps: readonly Step[], options = {}) {
  const stand = await bench(ends, { unit: { profile }, options });
  await stand.identify();
  expect(await stand.poll()).toEqual([]);
  let active: string[] = [];
  for (const [action, args] of steps) {
    await stand.act(action, args);
    active = await stand.poll();
  }
  return { ...stand, active };
}

const bits = (bytes: string): Step => ['error-state', { bytes }];
const alert = (group: number, code: number, more = {}): Step => ['alert-add', { group, code, ...more }];

describe('terminal-health.md 9.4: from what a printer says to the alarm', () => {
  it.each<[string, Step, string[]]>([
    ['hrPrinter bit 0', bits('80'), ['printer-paper-low']],
    ['hrPrinter bit 1', bits('40'), ['printer-paper-out']],
    ['hrPrinter bit 13', bits('0004'), ['printer-paper-out']],
    ['hrPrinter bit 2', bits('20'), ['printer-supply-low']],
    ['hrPrinter bit 3', bits('10'), ['printer-supply-low']],
    ['hrPrinter bit 4', bits('08'), ['printer-cover-open']],
    ['hrPrinter bit 5', bits('04'), ['printer-paper-jam']],
    ['hrPrinter bits 1 and 5', bits('4400'), ['printer-paper-jam', 'printer-paper-out']],
    ['hrPrinter bit 6', bits('02'), ['printer-offline/off-line']],
    ['hrPrinter bit 7', bits('01'), ['printer-hardware-fault']],
    ['hrDeviceStatus 5', ['device', { index: 1, status: 5 }], ['printer-hardware-fault']],
    ['prtAlert 8', alert(13, 8), ['printer-paper-jam']],
    ['prtAlert 1306', alert(13, 1_306), ['printer-paper-jam']],
    ['prtAlert 808', alert(8, 808), ['printer-paper-out']],
    ['prtAlert 13 in group 8', alert(8, 13), ['printer-paper-out']],
    ['prtAlert 13 in group 9', alert(9, 13), []],
    ['prtAlert 807', alert(8, 807), ['printer-paper-low']],
    ['prtAlert 12', alert(8, 12), ['printer-paper-low']],
    ['prtCoverStatus 3', ['cover', { status: 3 }], ['printer-cover-open']],
    ['prtCoverStatus 5', ['cover', { status: 5 }], ['printer-cover-open']],
    ['prtCoverStatus 6', ['cover', { status: 6 }], []],
    ['prtAlert 3', alert(6, 3), ['printer-cover-open']],
    ['prtAlert 501', alert(6, 501), ['printer-cover-open']],
    ['prtAlert 30', alert(5, 30), ['printer-hardware-fault']],
    ['prtAlert 33', alert(5, 33), ['printer-hardware-fault']],
    ['prtAlert of training level 5', alert(10, 1_002, { training: 5 }), ['printer-hardware-fault']],
    ...[1_101, 1_102, 1_103, 1_104, 1_105, 1_106].map((code): [string, Step, string[]] => [
      `prtAlert ${code}`,
      alert(11, code),
      ['printer-supply-low'],
    ]),
    ['a supply at 0', ['supply', { level: 0 }], ['printer-supply-low']],
    ['a supply at −3', ['supply', { level: -3 }], []],
    ['a supply at −2', ['supply', { level: -2 }], []],
  ])('%s', async (_what, step, types) => {
    const { active, poll, act, seen } = await deviceAfter('printer', [step]);
    expect(active).toEqual(types);
    for (const { detail, active: is } of seen.alarms) if (is) expect(detail).toMatch(/hr|prt|%/);
    // Over as it came: bits 0, rows gone, covers closed.
    await act('error-state', { bytes: '' });
    await act('alert-remove');
    await act('device', { index: 1, status: 2 });
    await act('cover', { status: 4 });
    await act('supply', { level: 80 });
    expect(await poll()).toEqual([]);
  });

  it('toner that is out is minor, low is a warning', async () => {
    const { told, poll, act } = await deviceAfter('printer', [bits('10')]);
    expect(told('printer-supply-low')).toMatchObject({ severity: 'minor' });
    await act('error-state', { bytes: '20' });
    await poll();
    expect(told('printer-supply-low')).toMatchObject({ severity: 'warning' });
  });

  it('rows that vanish between polls are over, the others stay', async () => {
    const { act, poll, seen } = await deviceAfter('printer', [alert(13, 8), alert(6, 3)]);
    expect(await poll()).toEqual(['printer-cover-open', 'printer-paper-jam']);
    await act('alert-remove', { code: 8 });
    expect(await poll()).toEqual(['printer-cover-open']);
    expect(seen.log.filter((line) => /^(came|over)/.test(line))).toEqual([
      expect.stringContaining('came: prtAlert 8'),
      expect.stringContaining('came: prtAlert 3'),
      expect.stringContaining('over: prtAlert 8'),
    ]);
  });

  it('what has no row in 9.4 shows in the module and raises nothing', async () => {
    const { active, seen } = await deviceAfter('printer', [bits('0008')]);
    expect(active).toEqual([]);
    expect(seen.state).toMatchObject({
      service: 'degraded',
      modules: { 'statement-printer': { status: 'warn', detail: 'outputFull', source: 'snmp' } },
    });
  });

  it('the state tells the printer as it is', async () => {
    const { seen } = await deviceAfter('printer', [
      bits('40'),
      ['printer-status', { status: 1 }],
      ['supply', { level: -3 }],
    ]);
    expect(seen.state).toMatchObject({
      reachable: true,
      service: 'out-of-service',
      modules: { 'statement-printer': { status: 'fail', detail: 'hrPrinterDetectedErrorState 40: noPaper' } },
      printer: {
        status: 'other',
        errors: ['noPaper'],
        trays: [
          { name: 'Tray 1', percent: 80 },
          { name: 'Tray 2', percent: 100 },
        ],
        supplies: [
          { name: 'Black Toner Cartridge', someLeft: true },
          { name: 'Drum', percent: 65 },
        ],
        alerts: [],
      },
    });
  });
});

describe('terminal-health.md 9.4: from what a UPS says to the alarm', () => {
  it.each<[string, Step, string[]]>([
    ['output source 5', ['ups', { source: 'battery' }], ['mains-lost-on-battery']],
    ['battery status 3', ['ups', { battery: 'low' }], ['ups-battery-low']],
    ['battery status 4', ['ups', { battery: 'depleted' }], ['ups-battery-low']],
    ['battery status 1', ['ups', { battery: 'unknown' }], []],
    ['well-known alarm 1', ['ups-alarm-add', { alarm: 1 }], ['ups-replace-battery']],
    ['well-known alarm 19', ['ups-alarm-add', { alarm: 19 }], ['ups-replace-battery']],
    ['test result 3', ['ups', { test: 'error' }], ['ups-replace-battery']],
    ['test result 2', ['ups', { test: 'warning' }], []],
    ['well-known alarm 8', ['ups-alarm-add', { alarm: 8 }], ['ups-overload-or-bypass']],
    ['well-known alarm 9', ['ups-alarm-add', { alarm: 9 }], ['ups-overload-or-bypass']],
    ['output source 4', ['ups', { source: 'bypass' }], ['ups-overload-or-bypass']],
    ['well-known alarm 2', ['ups-alarm-add', { alarm: 2 }], ['mains-lost-on-battery']],
    ['well-known alarm 3', ['ups-alarm-add', { alarm: 3 }], ['ups-battery-low']],
    ['well-known alarm 23', ['ups-alarm-add', { alarm: 23 }], ['ups-battery-low']],
    ['well-known alarm 16', ['ups-alarm-add', { alarm: 16 }], []],
    ['output source 6', ['ups', { source: 'booster' }], []],
  ])('%s', async (_what, step, types) => {
    const { active, poll, act } = await deviceAfter('ups', [step]);
    expect(active).toEqual(types);
    await act('ups', { source: 'normal', battery: 'normal', test: 'pass' });
    for (const alarm of [1, 2, 3, 8, 9, 16, 19, 23]) await act('ups-alarm-remove', { alarm });
    expect(await poll()).toEqual([]);
  });

  it('on battery it is asked more often, and tells how long it lasts', async () => {
    const { session, seen, told } = await deviceAfter('ups', [['ups', { source: 'battery', minutes: 9, charge: 70 }]]);
    expect(session.pollIntervalMs).toBe(10_000);
    expect(told('mains-lost-on-battery')?.detail).toBe('upsOutputSource 5: battery, 9 min left');
    expect(seen.state).toMatchObject({
      service: 'degraded',
      ups: { status: ['battery'], onBattery: true, chargePercent: 70, runtimeSeconds: 540 },
      modules: { mains: { status: 'fail' }, ups: { status: 'ok' } },
    });
    expect(seen.measurements.at(-1)).toMatchObject({
      ups: { onBattery: true, loadPercent: 35, inputVolts: 229, temperatureCelsius: 27 },
    });
  });

  it('an alarm without a row in 9.4 shows in the module', async () => {
    const { seen } = await deviceAfter('ups', [['ups-alarm-add', { alarm: 18 }]]);
    expect(seen.state).toMatchObject({ modules: { ups: { status: 'fail', detail: 'upsAlarm 18 GeneralFault' } } });
  });
});

describe('a computer', () => {
  const watched = { processes: ['Kiosk.exe', 'watchdog.exe'] };

  it('full disks and memory are alarms of their own, and clear one by one', async () => {
    const { active, act, poll, told } = await deviceAfter('host', [
      ['storage', { index: 2, usedPercent: 95 }],
      ['storage', { index: 1, usedPercent: 97 }],
    ]);
    expect(active).toEqual([
      'terminal-storage-nearly-full/disk-c',
      'terminal-storage-nearly-full/memory-physical-memory',
    ]);
    await act('storage', { index: 2, usedPercent: 50 });
    expect(await poll()).toEqual(['terminal-storage-nearly-full/memory-physical-memory']);
    expect(told('terminal-storage-nearly-full')).toBeDefined();
  });

  it('limits are settings', async () => {
    const { active } = await deviceAfter('host', [['storage', { index: 2, usedPercent: 95 }]], { diskFullPercent: 96 });
    expect(active).toEqual([]);
  });

  it('a program that is gone is its application, not the host', async () => {
    const { active, seen, act, poll, told } = await deviceAfter(
      'host',
      [['process', { name: 'kiosk.exe', running: false }]],
      watched,
    );
    expect(active).toEqual(['terminal-heartbeat-lost']);
    expect(told('terminal-heartbeat-lost')?.detail).toContain('"Kiosk.exe" not running');
    expect(seen.state).toMatchObject({
      reachable: true,
      service: 'out-of-service',
      modules: { application: { status: 'fail' }, host: { status: 'ok' } },
    });
    await act('process', { name: 'kiosk.exe', running: true });
    expect(await poll()).toEqual([]);
    expect(seen.state).toMatchObject({ service: 'in-service' });
  });

  it.each([
    [400, '400 s ahead'],
    [-400, '400 s behind'],
    [200, undefined],
  ])('a clock %i s off', async (offsetSeconds, detail) => {
    const { seen } = await deviceAfter('host', [['clock', { offsetSeconds }]]);
    expect(seen.state['modules']).toMatchObject({ host: { status: detail ? 'warn' : 'ok' } });
    if (detail) expect(JSON.stringify(seen.state['modules'])).toContain(detail);
    expect(seen.measurements.at(-1)).toMatchObject({ clockOffsetSeconds: expect.closeTo(offsetSeconds, -1) });
  });

  it('a restart is an event, an uptime that wraps is none', async () => {
    const restarted = await deviceAfter('host', [['reboot']]);
    expect(restarted.seen.events).toEqual([
      { name: 'terminal-restarted', data: { uptimeSeconds: 0, reason: 'computer' } },
    ]);
    const wrapping = await bench(ends, { unit: { uptimeSeconds: Math.floor(0xffff_ffff / 100) - 30 } });
    await wrapping.identify();
    await wrapping.poll();
    await wrapping.clock.advance(60_000);
    await wrapping.poll();
    expect(wrapping.seen.measurements.at(-1)).toMatchObject({ uptimeSeconds: expect.toSatisfy((s) => s < 60) });
    expect(wrapping.seen.events).toEqual([]);
  });

  it('load and memory are measured', async () => {
    const { seen } = await deviceAfter('host', [['load', { percent: 73 }]]);
    expect(seen.measurements.at(-1)).toMatchObject({ cpuPercent: 73, memoryPercent: 40 });
  });
});
