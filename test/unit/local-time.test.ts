import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOf, localClock, localTime, timeText } from '../../drivers/local-time.js';

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

describe('the moment at which a wall shows a time', () => {
  it.each([
    ['2026-11-23T10:30:45', 'Asia/Shanghai', '2026-11-23T02:30:45Z'],
    ['2026-03-29T03:30:00', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    // Summer time ends: this half hour comes twice.
    ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    // Summer time begins: this half hour never comes.
    ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00Z'],
  ])('%s in %s is %s', (text, timezone, utc) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
    expect(epochOf({ year, month, day, hour, minute, second }, localClock(timezone))).toBe(Date.parse(utc));
  });

  it('is the one it came from, wherever no hour is left out or comes twice', () => {
    const whole = fc.integer({ min: 946_684_800, max: 4_102_444_800 }).map((seconds) => seconds * 1_000);
    fc.assert(
      fc.property(whole, fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Kathmandu'), (moment, timezone) => {
        expect(epochOf(localTime(moment, timezone), localClock(timezone))).toBe(moment);
      }),
    );
  });

  it('shows the same again in zones with summer time', () => {
    const whole = fc.integer({ min: 946_684_800, max: 4_102_444_800 }).map((seconds) => seconds * 1_000);
    fc.assert(
      fc.property(
        whole,
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
        (moment, zone) => {
          const wall = localTime(moment, zone);
          expect(localTime(epochOf(wall, localClock(zone)), zone)).toEqual(wall);
        },
      ),
    );
  });
});
