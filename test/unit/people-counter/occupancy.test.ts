import { describe, expect, it } from 'vitest';
import { localDay, peopleInside, startOfDay } from '../../../drivers/people-counter/occupancy.js';

describe('the local day', () => {
  it('is the one of the branch, not of the machine', () => {
    const lateEvening = Date.UTC(2026, 10, 23, 16, 30);
    expect(localDay(lateEvening, 'Asia/Shanghai')).toBe('2026-11-24');
    expect(localDay(lateEvening, 'Europe/London')).toBe('2026-11-23');
    expect(localDay(lateEvening, 'America/Los_Angeles')).toBe('2026-11-23');
  });

  it('changes at local midnight', () => {
    const midnight = Date.UTC(2026, 10, 23, 16);
    expect(localDay(midnight - 1, 'Asia/Shanghai')).toBe('2026-11-23');
    expect(localDay(midnight, 'Asia/Shanghai')).toBe('2026-11-24');
  });

  it('is written with four, two and two digits', () => {
    expect(localDay(Date.UTC(2027, 0, 5, 12), 'UTC')).toBe('2027-01-05');
  });
});

describe('people inside', () => {
  const morning = { day: '2026-11-23', total: { in: 1000, out: 990 } };

  it('counts from the first reading of the day', () => {
    expect(peopleInside(morning, { in: 1000, out: 990 })).toBe(0);
    expect(peopleInside(morning, { in: 1012, out: 995 })).toBe(7);
  });

  it('is never below nobody, when more leave than were seen to come', () => {
    expect(peopleInside(morning, { in: 1001, out: 995 })).toBe(0);
  });

  it('keeps the start of the day while the day lasts', () => {
    expect(startOfDay(morning, '2026-11-23', { in: 1050, out: 1000 })).toBe(morning);
  });

  it('starts anew on the next day, and on the first day ever', () => {
    const total = { in: 1050, out: 1000 };
    expect(startOfDay(morning, '2026-11-24', total)).toEqual({ day: '2026-11-24', total });
    expect(startOfDay(undefined, '2026-11-23', total)).toEqual({ day: '2026-11-23', total });
  });
});
