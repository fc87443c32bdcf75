import { describe, expect, test } from 'vitest';
import { head, loaded, mistakesInFile } from './fixtures.js';

const withTimezone = (zone: string) => head.replace('Asia/Shanghai', zone);
const withHours = (...days: string[]) =>
  head.replace(
    'timezone: Asia/Shanghai }',
    `timezone: UTC,\n  hours: {\n${days.map((day) => `    ${day}`).join(',\n')} } }`,
  );
const daysAllowed = 'a day or a range of days: mon, tue, wed, thu, fri, sat, sun, mon-fri, …';
const timesAllowed = 'opening and closing time in quotes, e.g. "09:00-17:00"';

describe('time zone', () => {
  test.each(['Asia/Shanghai', 'UTC', 'Europe/Zurich', 'Asia/Urumqi'])('%s is fine', async (zone) => {
    expect((await loaded(withTimezone(zone))).config.branch.timezone).toBe(zone);
  });

  test('a misspelled one is refused with the one that was meant', async () => {
    expect(await mistakesInFile(withTimezone('Asia/Shangai'))).toEqual([
      'x.yaml:2 branch.timezone: found "Asia/Shangai", allowed: an IANA time zone, e.g. Asia/Shanghai. Did you mean "Asia/Shanghai"?',
    ]);
  });

  test.each(['"+08:00"', 'Mars/Olympus', 'GMT+8'])('%s is no zone', async (zone) => {
    expect(await mistakesInFile(withTimezone(zone))).toEqual([
      expect.stringMatching(
        /^x\.yaml:2 branch\.timezone: found ".*", allowed: an IANA time zone, e\.g\. Asia\/Shanghai/,
      ),
    ]);
  });
});

describe('opening hours', () => {
  test('by day and by range are kept as written', async () => {
    const { config } = await loaded(withHours('mon-fri: "09:00-17:00"', 'sat: "09:00-12:00"'));
    expect(config.branch.hours).toEqual({ 'mon-fri': '09:00-17:00', sat: '09:00-12:00' });
  });

  test('may run until midnight and over the end of the week', async () => {
    await loaded(withHours('sat-mon: "00:00-24:00"', 'tue-fri: "09:00-17:00"'));
  });

  test('are refused where the day is unknown', async () => {
    expect(await mistakesInFile(withHours('monday: "09:00-17:00"'))).toEqual([
      `x.yaml:4 branch.hours.monday: found the key "monday", allowed: ${daysAllowed}`,
    ]);
  });

  test.each(['9:00-17:00', '09:00', '09:00-25:00', '09:60-17:00', '09:00 - 17:00', '24:00-24:00', 'closed'])(
    'are refused as "%s"',
    async (times) => {
      expect(await mistakesInFile(withHours(`mon: "${times}"`))).toEqual([
        `x.yaml:4 branch.hours.mon: found "${times}", allowed: ${timesAllowed}`,
      ]);
    },
  );

  test('that close before they open are refused', async () => {
    const allowed = 'an opening time before the closing time of the same day';
    expect(await mistakesInFile(withHours('mon: "17:00-09:00"', 'tue: "09:00-09:00"'))).toEqual([
      `x.yaml:4 branch.hours.mon: found "17:00-09:00", allowed: ${allowed}`,
      `x.yaml:5 branch.hours.tue: found "09:00-09:00", allowed: ${allowed}`,
    ]);
  });

  test('that name a day twice are refused, also over the end of the week', async () => {
    expect(
      await mistakesInFile(withHours('fri-mon: "09:00-17:00"', 'sun: "10:00-12:00"', 'tue: "09:00-12:00"')),
    ).toEqual(['x.yaml:5 branch.hours.sun: found sun again, allowed: each day once. "fri-mon" names it already']);
  });

  test('with one wrong line still have the others checked', async () => {
    expect(await mistakesInFile(withHours('mon: "all day"', 'tue: "17:00-09:00"', 'moon: "09:00-10:00"'))).toEqual([
      `x.yaml:4 branch.hours.mon: found "all day", allowed: ${timesAllowed}`,
      'x.yaml:5 branch.hours.tue: found "17:00-09:00", allowed: an opening time before the closing time of the same day',
      `x.yaml:6 branch.hours.moon: found the key "moon", allowed: ${daysAllowed}`,
    ]);
  });
});
