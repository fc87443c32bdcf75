import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime, timeText } from '../../drivers/local-time.js';

describe('the time on the wall of a branch', () => {
  it.each([
    ['2026-11-23T02:30:45Z', 'Asia/Shanghai', '2026-11-23T10:30:45', 1],
    ['2026-11-22T16:00:00Z', 'Asia/Shanghai', '2026-11-23T00:00:00', 1],
    ['2026-11-22T15:59:59Z', 'Asia/Shanghai', '2026-11-22T23:59:59', 7],
    ['2024-02-29T12:00:00Z', 'UTC', '2024-02-29T12:00:00', 4],
    ['2026-07-01T00:30:00Z', 'America/New_York', '2026-06-30T20:30:00', 2],
    ['2026-01-01T00:30:00Z', 'America/New_York', '2025-12-31T19:30:00', 3],
    ['2026-11-23T00:00:00Z', 'Asia/Kathmandu', '2026-11-23T05:45:00', 1],
  ])('%s in %s is %s, weekday %d', (utc, timezone, text, weekday) => {
    const time = localTime(Date.parse(utc), timezone);
    expect(timeText(time)).toBe(text);
    expect(time.weekday).toBe(weekday);
  });

  it('in UTC is what the calendar says, at any moment', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          const time = localTime(date.getTime(), 'UTC');
          expect(timeText(time)).toBe(date.toISOString().slice(0, 19));
          expect(time.weekday % 7).toBe(date.getUTCDay());
        },
      ),
    );
  });
});
