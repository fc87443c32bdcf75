import { describe, expect, test } from 'vitest';
import type { AlarmRecord } from '../../../gateway/alarms/record.js';
import { createCongestionCondition, levelOf } from '../../../gateway/hall/congestion.js';
import { createHallLights } from '../../../gateway/hall/lights.js';
import { startPace } from '../../../gateway/hall/pace.js';
import { worstAlarm } from '../../../gateway/hall/worst-alarm.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { RecordingDevices } from './hall-stand.js';

const hall = (waiting: number, openCounters: number) => ({ waiting: Array(waiting).fill({}), openCounters });
const record = (severity: string, more: object = {}) =>
  ({ 'is-cleared': false, 'perceived-severity': severity, ...more }) as AlarmRecord;

describe('the alarm of congestion', () => {
  test('is as bad as the level, and says how it was when that was reached', () => {
    const condition = createCongestionCondition();
    expect(condition(0, hall(2, 1))).toEqual({ type: 'hall-congestion', active: false });
    const first = {
      type: 'hall-congestion',
      active: true,
      severity: 'warning',
      detail: 'level 1: 5 waiting, 2 counters open',
    };
    expect(condition(1, hall(5, 2))).toEqual(first);
    expect(condition(1, hall(6, 2))).toEqual(first);
    expect(condition(2, hall(7, 2))).toMatchObject({
      severity: 'minor',
      detail: 'level 2: 7 waiting, 2 counters open',
    });
    expect(condition(3, hall(9, 2))).toMatchObject({ severity: 'major' });
    expect(condition(1, hall(6, 2))).toMatchObject({
      severity: 'warning',
      detail: 'level 1: 6 waiting, 2 counters open',
    });
  });

  test('tells after a restart which level stood', () => {
    expect([undefined, record('warning'), record('minor'), record('major')].map(levelOf)).toEqual([0, 1, 2, 3]);
    expect(levelOf(record('major', { 'is-cleared': true }))).toBe(0);
  });
});

test('the worst alarm is of those that people see', () => {
  expect(worstAlarm([])).toBeUndefined();
  expect(worstAlarm([record('minor'), record('warning')])).toBe('minor');
  expect(
    worstAlarm([
      record('critical', { 'is-cleared': true }),
      record('major', { 'x-suppressed-by': 'flood' }),
      record('warning'),
    ]),
  ).toBe('warning');
});

describe('lights', () => {
  const open = (shows: 'hall-level' | 'worst-alarm') => {
    const clock = new VirtualClock();
    const devices = new RecordingDevices();
    const orders = { order: (id: string, name: string, args: unknown) => devices.target(id).execute(name, args) };
    return { clock, devices, lights: createHallLights([{ device: 'light', shows }], { clock, orders }) };
  };
  const signal = (color: string, mode = 'steady') => `light signal {"color":"${color}","mode":"${mode}"}`;

  test('show the level, each once', () => {
    const { devices, lights } = open('hall-level');
    for (const level of [0, 0, 1, 2, 3]) lights.show({ level, works: true, worst: 'critical' });
    lights.show({ level: 0, works: false, worst: 'critical' });
    expect(devices.told).toEqual([
      ...[signal('green'), signal('yellow'), signal('red'), signal('red', 'blink')],
      signal('off'),
    ]);
  });

  test('show the worst alarm', () => {
    const { devices, lights } = open('worst-alarm');
    for (const worst of [undefined, 'warning', 'minor', 'major', 'critical'] as const) {
      lights.show({ level: 3, works: false, worst });
    }
    expect(devices.told).toEqual([signal('green'), signal('yellow'), signal('red'), signal('red', 'blink')]);
  });

  test('that are not there are told when they are, what is true then', async () => {
    const { clock, devices, lights } = open('hall-level');
    devices.fail('light', new Error('unplugged'));
    lights.show({ level: 1, works: true, worst: undefined });
    await clock.advance(10_000);
    lights.show({ level: 2, works: true, worst: undefined });
    await settle();
    devices.mend('light');
    devices.news();
    await clock.advance(30_000);
    expect(devices.news()).toEqual([signal('red')]);
    lights.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('the pace of looks', () => {
  test('at once, then after changes at most once per second however much changes, and every ten by itself', async () => {
    const clock = new VirtualClock();
    const looks: number[] = [];
    const pace = startPace(clock, () => looks.push(clock.monotonic()));
    expect(looks).toEqual([0]);
    for (let ms = 0; ms < 2_500; ms += 100) {
      pace.changed();
      await clock.advance(100);
    }
    expect(looks).toEqual([0, 1_000, 2_000]);
    await clock.advance(20_000);
    expect(looks.slice(3)).toEqual([3_000, 13_000]);
    pace.changed();
    await clock.advance(20);
    expect(looks.at(-1)).toBe(22_520);
    pace.stop();
    expect(clock.pending).toBe(0);
  });
});
