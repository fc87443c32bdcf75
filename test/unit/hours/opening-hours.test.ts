import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openingHours } from '../../../gateway/hours/opening-hours.js';

const dayMs = 86_400_000;
const at = (text: string) => Date.parse(text);
const utc = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16));

/** The next `count` changes after `from`, in UTC. */
function changes(hours: Record<string, string>, timezone: string, from: string, count: number) {
  const { nextChange, isOpen } = openingHours(hours, timezone);
  const found: string[] = [];
  let now: number | undefined = at(from);
  for (let index = 0; index < count && now !== undefined; index++) {
    now = nextChange(now);
    if (now !== undefined) found.push(`${utc(now)} ${isOpen(now) ? 'opens' : 'closes'}`);
  }
  return found;
}

describe('a branch in Shanghai: a half day on Saturday, closed on Sunday', () => {
  const hours = { 'mon-fri': '09:00-17:00', sat: '09:00-12:00' };
  const { isOpen, nextChange } = openingHours(hours, 'Asia/Shanghai');

  it.each([
    ['Monday before opening', '2026-11-23T08:59:59.999+08:00', false, '2026-11-23T01:00'],
    ['Monday at opening', '2026-11-23T09:00:00+08:00', true, '2026-11-23T09:00'],
    ['Monday at noon', '2026-11-23T12:00:00+08:00', true, '2026-11-23T09:00'],
    ['Monday a moment before closing', '2026-11-23T16:59:59.999+08:00', true, '2026-11-23T09:00'],
    ['Monday at closing', '2026-11-23T17:00:00+08:00', false, '2026-11-24T01:00'],
    ['Saturday at noon', '2026-11-28T12:00:00+08:00', false, '2026-11-30T01:00'],
    ['Sunday', '2026-11-29T10:00:00+08:00', false, '2026-11-30T01:00'],
    ['Monday in Shanghai that is Sunday in UTC', '2026-11-30T07:00:00+08:00', false, '2026-11-30T01:00'],
  ])('%s', (_when, moment, open, next) => {
    expect(isOpen(at(moment))).toBe(open);
    expect(utc(nextChange(at(moment)))).toBe(next);
  });

  it('changes eleven times from Monday to Saturday and is quiet on Sunday', () => {
    const week = changes(hours, 'Asia/Shanghai', '2026-11-23T00:00:00+08:00', 13);
    expect(week.map((change) => change.split(' ')[1])).toEqual([
      ...Array.from({ length: 6 }, () => ['opens', 'closes']).flat(),
      'opens',
    ]);
    expect(week.at(-2)).toBe('2026-11-28T04:00 closes');
    expect(week.at(-1)).toBe('2026-11-30T01:00 opens');
  });
});

describe('the ends of a day and of the week', () => {
  it('24:00 is the midnight that ends the day', () => {
    expect(changes({ fri: '20:00-24:00' }, 'Asia/Shanghai', '2026-11-27T00:00:00+08:00', 2)).toEqual([
      '2026-11-27T12:00 opens',
      '2026-11-27T16:00 closes',
    ]);
  });

  it('midnight between two open days is no change', () => {
    const hours = { fri: '20:00-24:00', sat: '00:00-02:00' };
    expect(changes(hours, 'UTC', '2026-11-27T00:00:00Z', 3)).toEqual([
      '2026-11-27T20:00 opens',
      '2026-11-28T02:00 closes',
      '2026-12-04T20:00 opens',
    ]);
    expect(openingHours(hours, 'UTC').isOpen(at('2026-11-28T00:00:00Z'))).toBe(true);
  });

  it('a range goes over the end of the week', () => {
    const { isOpen } = openingHours({ 'sat-mon': '10:00-11:00' }, 'UTC');
    const open = ['26', '27', '28', '29', '30'].filter((day) => isOpen(at(`2026-11-${day}T10:30:00Z`)));
    expect(open).toEqual(['28', '29', '30']);
  });

  it('always open or always closed: no change comes', () => {
    const now = at('2026-11-25T12:00:00Z');
    const always = openingHours({ 'mon-sun': '00:00-24:00' }, 'Europe/Berlin');
    expect([always.isOpen(now), always.nextChange(now)]).toEqual([true, undefined]);
    const never = openingHours({}, 'Europe/Berlin');
    expect([never.isOpen(now), never.nextChange(now)]).toEqual([false, undefined]);
  });
});

describe('daylight saving', () => {
  it('Berlin: the same wall times before and after both changes, 23 and 25 hours apart', () => {
    const hours = { 'mon-sun': '09:00-17:00' };
    expect(changes(hours, 'Europe/Berlin', '2026-03-28T00:00:00Z', 4)).toEqual([
      '2026-03-28T08:00 opens',
      '2026-03-28T16:00 closes',
      '2026-03-29T07:00 opens',
      '2026-03-29T15:00 closes',
    ]);
    expect(changes(hours, 'Europe/Berlin', '2026-10-24T00:00:00Z', 4)).toEqual([
      '2026-10-24T07:00 opens',
      '2026-10-24T15:00 closes',
      '2026-10-25T08:00 opens',
      '2026-10-25T16:00 closes',
    ]);
  });

  it('a time that does not exist counts as the moment the clock is put forward', () => {
    expect(changes({ sun: '02:30-17:00' }, 'Europe/Berlin', '2026-03-29T00:00:00Z', 2)).toEqual([
      '2026-03-29T01:00 opens',
      '2026-03-29T15:00 closes',
    ]);
    expect(changes({ sun: '00:00-02:15' }, 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-28T23:00 opens',
      '2026-03-29T01:00 closes',
    ]);
  });

  it('hours that lie wholly in what does not exist fall out, and the next week comes', () => {
    expect(changes({ sun: '02:10-02:50' }, 'Europe/Berlin', '2026-03-28T12:00:00Z', 1)).toEqual([
      '2026-04-05T00:10 opens',
    ]);
  });

  it('a time that exists twice opens at the first and closes at the last', () => {
    expect(changes({ sun: '02:15-02:45' }, 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:15 opens',
      '2026-10-25T01:45 closes',
    ]);
  });

  it('a midnight that does not exist, and a whole day that does not', () => {
    // Cairo puts its clock forward at midnight; Samoa left out 30 December 2011, a Friday.
    expect(changes({ fri: '00:00-12:00' }, 'Africa/Cairo', '2026-04-23T12:00:00Z', 2)).toEqual([
      '2026-04-23T22:00 opens',
      '2026-04-24T09:00 closes',
    ]);
    expect(changes({ 'thu-sat': '09:00-17:00' }, 'Pacific/Apia', '2011-12-29T12:00:00Z', 4)).toEqual([
      '2011-12-29T19:00 opens',
      '2011-12-30T03:00 closes',
      '2011-12-30T19:00 opens',
      '2011-12-31T03:00 closes',
    ]);
  });
});

describe('any hours, any zone, any moment', () => {
  const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Pacific/Chatham', 'UTC'];
  const time = fc.integer({ min: 0, max: 96 }).map((quarters) => quarters * 15);
  const text = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const times = fc
    .uniqueArray(time, { minLength: 2, maxLength: 2 })
    .map(([a = 0, b = 0]) => `${text(Math.min(a, b))}-${text(Math.max(a, b))}`);
  const week = fc.record(
    { mon: times, tue: times, wed: times, thu: times, fri: times, sat: times, sun: times },
    { requiredKeys: [] },
  );
  const moment = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') });

  it('nextChange is the first moment at which isOpen turns', () => {
    fc.assert(
      fc.property(week, fc.constantFrom(...zones), moment, fc.double({ min: 0, max: 1, noNaN: true }), (...given) => {
        const [hours, zone, now, share] = given;
        const { isOpen, nextChange } = openingHours(hours, zone);
        const next = nextChange(now);
        if (next === undefined) return expect(isOpen(now + share * 7 * dayMs)).toBe(isOpen(now));
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(8 * dayMs);
        expect(isOpen(next)).toBe(!isOpen(now));
        expect(isOpen(next - 1)).toBe(isOpen(now));
        expect(isOpen(Math.floor(now + share * (next - now - 1)))).toBe(isOpen(now));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
