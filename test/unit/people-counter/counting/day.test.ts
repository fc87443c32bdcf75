import { describe, expect, it } from 'vitest';
import { countingDays } from '../../../../drivers/people-counter/counting/day.js';
import { openingHours } from '../../../../gateway/hours/opening-hours.js';

const shanghai = 'Asia/Shanghai';
const hours = openingHours({ 'mon-fri': '09:00-17:00', sat: '10:00-12:00' }, shanghai);
const local = (text: string) => Date.parse(`${text}+08:00`);
const iso = (ms: number) => new Date(ms).toISOString();

describe('the counting day by opening hours', () => {
  const dayAt = countingDays(shanghai, hours);

  it.each([
    ['2026-11-23T08:58:59', '2026-11-22', 'the last second of Sunday, which does not open'],
    ['2026-11-23T08:59:00', '2026-11-23', 'a minute before the doors open'],
    ['2026-11-23T12:00:00', '2026-11-23', 'noon'],
    ['2026-11-23T23:59:59', '2026-11-23', 'late: who is inside still goes home'],
    ['2026-11-24T08:58:59', '2026-11-23', 'until the next morning'],
    ['2026-11-24T08:59:00', '2026-11-24', 'when the next begins'],
    ['2026-11-28T09:30:00', '2026-11-27', 'Saturday opens later'],
    ['2026-11-28T09:59:00', '2026-11-28', 'and begins then'],
    ['2026-11-29T00:00:00', '2026-11-29', 'Sunday begins at midnight'],
  ])('%s belongs to %s: %s', (moment, day) => {
    expect(dayAt(local(moment)).day).toBe(day);
  });

  it('ends where the next begins, over a whole week of minutes', () => {
    let before = dayAt(local('2026-11-22T00:00:00'));
    for (let moment = before.from; moment < local('2026-11-30T00:00:00'); moment += 60_000) {
      const today = dayAt(moment);
      expect(today.from <= moment && moment < today.until).toBe(true);
      if (today.day !== before.day) expect(iso(today.from)).toBe(iso(before.until));
      before = today;
    }
  });
});

describe('the counting day without opening hours', () => {
  it('is the one of the branch, not of the machine', () => {
    const lateEvening = Date.UTC(2026, 10, 23, 16, 30);
    const dayIn = (timezone: string) => countingDays(timezone, undefined)(lateEvening).day;
    expect(dayIn(shanghai)).toBe('2026-11-24');
    expect(dayIn('Europe/London')).toBe('2026-11-23');
    expect(dayIn('America/Los_Angeles')).toBe('2026-11-23');
  });

  it.each([
    ['begins', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23],
    ['ends', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25],
  ])('has as many hours as the day on which summer time %s', (_what, from, until, length) => {
    const dayAt = countingDays('Europe/Berlin', undefined);
    for (let hour = 0; hour < length; hour++) {
      const { from: begun, until: ended } = dayAt(Date.parse(from) + hour * 3_600_000);
      expect([iso(begun), iso(ended)]).toEqual([iso(Date.parse(from)), iso(Date.parse(until))]);
    }
  });

  it('begins with the first moment of a date that has no midnight', () => {
    const dayAt = countingDays('Africa/Cairo', undefined);
    // Clocks go from 00:00 to 01:00 on the last Friday of April.
    expect(iso(dayAt(Date.parse('2026-04-24T09:00:00Z')).from)).toBe('2026-04-23T22:00:00.000Z');
  });

  it('is the day of a branch that never closes', () => {
    const always = { isOpen: () => true, nextChange: () => undefined };
    const { day, from } = countingDays(shanghai, always)(local('2026-11-23T12:00:00'));
    expect([day, iso(from)]).toEqual(['2026-11-23', iso(local('2026-11-23T00:00:00'))]);
  });

  it('is also that of a branch that never opens', () => {
    const never = { isOpen: () => false, nextChange: () => undefined };
    expect(iso(countingDays(shanghai, never)(local('2026-11-23T12:00:00')).from)).toBe(
      iso(local('2026-11-23T00:00:00')),
    );
  });
});
