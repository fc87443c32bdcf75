import { describe, expect, test } from 'vitest';
import { dueAtOf } from '../../../gateway/duty/due.js';
import { addedOutside, neverQuiet, quietHoursOf } from '../../../gateway/duty/quiet-hours.js';

const hours = { 'mon-fri': '09:00-17:00' };
const at = (time: string) => Date.parse(time);
const of = (quietHours: string | undefined, timezone = 'Asia/Shanghai') =>
  quietHoursOf({ quietHours, timezone, hours });
const iso = (ms: number | undefined) => (ms === undefined ? 'never' : new Date(ms).toISOString().slice(0, 16));

describe('quiet hours', () => {
  test.each([
    ['2026-11-23T19:59:59+08:00', false],
    ['2026-11-23T20:00:00+08:00', true],
    ['2026-11-24T00:00:00+08:00', true],
    ['2026-11-24T07:29:59+08:00', true],
    ['2026-11-24T07:30:00+08:00', false],
  ])('over midnight: %s %s', (time, quiet) => {
    expect(of('20:00-07:30').isQuiet(at(time))).toBe(quiet);
  });

  test.each([
    ['2026-11-23T11:59:59+08:00', false],
    ['2026-11-23T12:00:00+08:00', true],
    ['2026-11-23T14:00:00+08:00', false],
  ])('within a day: %s %s', (time, quiet) => {
    expect(of('12:00-14:00').isQuiet(at(time))).toBe(quiet);
  });

  test.each([
    ['2026-11-27T16:59:00+08:00', false],
    ['2026-11-27T17:00:00+08:00', true],
    ['2026-11-29T12:00:00+08:00', true],
    ['2026-11-30T09:00:00+08:00', false],
  ])('outside the hours of the branch: %s %s', (time, quiet) => {
    expect(of('outside-hours').isQuiet(at(time))).toBe(quiet);
  });

  test('none', () => {
    expect(of(undefined).isQuiet(at('2026-11-27T03:00:00+08:00'))).toBe(false);
  });

  // Berlin goes to summer time on 2026-03-29, 02:00 → 03:00, and back on 2026-10-25, 03:00 → 02:00.
  test.each([
    ['2026-03-29T00:30:00Z', '2026-03-29T05:30'],
    ['2026-10-24T22:30:00Z', '2026-10-25T06:30'],
  ])('end when the wall says so, on a day of daylight saving too: from %s until %s', (time, end) => {
    const berlin = of('20:00-07:30', 'Europe/Berlin');
    expect(berlin.isQuiet(at(time))).toBe(true);
    expect(iso(berlin.nextChange(at(time)))).toBe(end);
  });
});

describe('a limit', () => {
  const hour = 3_600_000;

  test.each([
    ['ends before the evening', '2026-11-23T10:00:00+08:00', 2, '2026-11-23T04:00'],
    ['stands still over the night', '2026-11-23T19:00:00+08:00', 2, '2026-11-24T00:30'],
    ['begins in the morning', '2026-11-23T22:00:00+08:00', 2, '2026-11-24T01:30'],
    ['goes over several nights', '2026-11-23T10:00:00+08:00', 24, '2026-11-25T01:00'],
    ['may end with the last minute of the day', '2026-11-23T18:00:00+08:00', 2, '2026-11-23T12:00'],
  ])('%s', (_what, from, hours, due) => {
    expect(iso(addedOutside(of('20:00-07:30'), at(from), hours * hour))).toBe(due);
  });

  test('goes by the wall of a changing clock', () => {
    const berlin = of('20:00-07:30', 'Europe/Berlin');
    expect(iso(addedOutside(berlin, at('2026-03-28T18:00:00Z'), 2 * hour))).toBe('2026-03-29T06:30');
  });

  test('of a branch that never opens runs on', () => {
    const closed = quietHoursOf({ quietHours: 'outside-hours', timezone: 'Asia/Shanghai', hours: {} });
    expect(iso(addedOutside(closed, at('2026-11-23T00:00:00Z'), hour))).toBe('2026-11-23T01:00');
  });

  const sla = { flm: 120, slm: 240, network: 240, it: 480, security: 60 };
  const night = at('2026-11-23T22:00:00+08:00');
  test.each([
    ['of staff stands still', { owner: 'flm', severity: 'major', eventType: 'equipment-alarm' }, '2026-11-24T01:30'],
    [
      'of a critical alarm does not',
      { owner: 'flm', severity: 'critical', eventType: 'equipment-alarm' },
      '2026-11-23T16:00',
    ],
    [
      'of security does not',
      { owner: 'security', severity: 'minor', eventType: 'equipment-alarm' },
      '2026-11-23T15:00',
    ],
    ['of a door does not', { owner: 'flm', severity: 'minor', eventType: 'physical-violation' }, '2026-11-23T16:00'],
  ] as const)('%s at night', (_what, entry, due) => {
    expect(iso(dueAtOf(sla, of('20:00-07:30'))(entry, night))).toBe(due);
  });

  test('is by the owner', () => {
    const entry = { owner: 'slm', severity: 'major', eventType: 'equipment-alarm' } as const;
    expect(dueAtOf(sla, neverQuiet)(entry, 0)).toBe(240 * 60_000);
  });
});
