import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewEntry } from '../../../gateway/device-file/entry.js';
import { type DayTally, Fold } from '../../../gateway/device-file/fold.js';
import { branchCalendar } from '../../../gateway/device-file/months.js';
import { scheduleOf } from '../../../gateway/device-file/schedule.js';
import { addTally, emptyTally, type Tally } from '../../../gateway/device-file/tally.js';
import { openingHours } from '../../../gateway/hours/opening-hours.js';

const minute = 60_000;
const hour = 60 * minute;
const timezone = 'Asia/Shanghai';
/** 2026-11-23, a Monday, 09:00 in Shanghai. */
const nine = Date.UTC(2026, 10, 23, 1);

const shanghai = branchCalendar(timezone);

/** A device's story: each step so many minutes after the one before, by both clocks. */
class Story {
  readonly fold: Fold;
  readonly days: DayTally[] = [];
  at = nine;
  up = 0;

  constructor(hours?: Record<string, string>, zone = timezone, at = nine) {
    this.at = at;
    const schedule = scheduleOf(hours && openingHours(hours, zone));
    this.fold = new Fold({ calendar: zone === timezone ? shanghai : branchCalendar(zone), schedule });
    this.tell('gateway-start');
  }

  after(minutes: number): this {
    this.at += minutes * minute;
    this.up += minutes * minute;
    return this;
  }

  tell(kind: NewEntry['kind'], data: Record<string, unknown> = {}): this {
    this.days.push(...this.fold.entry({ kind, at: this.at, up: this.up, data }));
    return this;
  }

  raise(alarm: string, impact = 'function-lost', cause = 'hardware'): this {
    return this.tell('alarm-raised', { alarm, impact, cause, code: `C-${alarm}` });
  }

  clear(alarm: string): this {
    return this.tell('alarm-cleared', { alarm });
  }

  /** All until now. */
  sum(): Tally {
    this.days.push(...this.fold.pass(this.at, this.up));
    const sum = emptyTally();
    for (const { tally } of this.days) addTally(sum, tally);
    if (this.fold.today) addTally(sum, this.fold.today.tally);
    return sum;
  }
}

describe('what counts as down', () => {
  test('two alarms and a lost contact that overlap are one outage and its time is counted once', () => {
    const story = new Story().tell('online').after(10).raise('a').after(10).raise('b').after(5).tell('offline');
    story.after(5).clear('a').after(10).tell('online').after(10).clear('b').after(30);
    const { up, down, failures, outages } = story.sum();
    expect({ up: up / minute, down: down / minute, failures }).toEqual({ up: 40, down: 40, failures: 1 });
    expect(outages).toEqual({ hardware: 1 });
  });

  test('an alarm without service impact is a raise and no outage', () => {
    const { down, failures, raises } = new Story().tell('online').raise('low', 'none').after(60).sum();
    expect({ down, failures, raises }).toEqual({ down: 0, failures: 0, raises: { 'C-low': 1 } });
  });

  test('an outage is put down to what began it, whatever came later', () => {
    const story = new Story().tell('online').tell('offline', { cause: 'power' }).after(1).raise('x').after(5);
    expect(story.sum().outages).toEqual({ power: 1 });
  });

  test('the same alarm cleared and raised again is two outages', () => {
    const story = new Story().tell('online').raise('a').after(5).clear('a').after(55).raise('a').after(10).clear('a');
    const { failures, down } = story.sum();
    expect({ failures, down: down / minute }).toEqual({ failures: 2, down: 15 });
  });
});

describe('what does not count', () => {
  test('maintenance is neither up nor down, and an outage that began before goes on behind it as the same one', () => {
    const story = new Story().tell('online').raise('a').after(10).tell('maintenance-on', { source: 'maintenance' });
    story.after(60).tell('maintenance-off', { source: 'maintenance' }).after(5).clear('a').after(25);
    const { down, up, maintenance, failures, outages } = story.sum();
    expect([up, down, maintenance].map((ms) => ms / minute)).toEqual([25, 15, 60]);
    expect({ failures, outages }).toEqual({ failures: 1, outages: { hardware: 1, planned: 1 } });
  });

  test('the gateway away is unknown, from its last sign of life; an outage it left and finds again is one', () => {
    const story = new Story().tell('online').raise('a').after(30);
    const aliveUntil = new Date(story.at).toISOString();
    story.at += 2 * hour;
    story.up = 0;
    story.tell('gateway-start', { aliveUntil }).after(1).tell('online').after(9).clear('a').after(10);
    const { up, down, unknown, failures } = story.sum();
    expect([up, down, unknown].map((ms) => ms / minute)).toEqual([10, 39, 121]);
    expect(failures).toBe(1);
  });

  test('only opening hours count: a device switched off over night has not failed, one dead at nine has', () => {
    const story = new Story({ 'mon-fri': '09:00-17:00' })
      .tell('online')
      .after(9 * 60)
      .tell('offline')
      .after(14 * 60);
    expect(story.sum()).toMatchObject({ failures: 0, down: 0, up: 8 * hour });
    story
      .after(2 * 60)
      .tell('online')
      .after(60);
    const { failures, down, up } = story.sum();
    expect([failures, down / hour, up / hour]).toEqual([1, 1, 9]);
  });

  test('a clock set by an hour either way makes and takes no time', () => {
    for (const jump of [-hour, hour, -26 * hour, 26 * hour]) {
      const story = new Story().tell('online').after(30).raise('a').after(10);
      story.at += jump;
      story.after(10).clear('a').after(30);
      const { up, down, unknown } = story.sum();
      expect([up, down, unknown].map((ms) => ms / minute)).toEqual([60, 20, 0]);
    }
  });
});

test('the time until somebody took over and from then on, of outages that somebody took over', () => {
  const story = new Story().tell('online').raise('a').after(6).tell('alarm-acknowledged', { alarm: 'a' });
  story.after(20).clear('a').after(60).raise('b').after(5).clear('b').after(1);
  const { failures, acknowledged, respond, mended, fix, down } = story.sum();
  expect({ failures, acknowledged, mended }).toEqual({ failures: 2, acknowledged: 1, mended: 1 });
  expect([respond, fix, down].map((ms) => ms / minute)).toEqual([6, 20, 31]);
});

test('a day of daylight saving has the hours it has', () => {
  const berlin = 'Europe/Berlin';
  const spring = new Story(undefined, berlin, Date.UTC(2026, 2, 28, 23)).tell('online').after(48 * 60);
  spring.sum();
  expect(spring.days.map(({ day, tally }) => [day, tally.up / hour])).toEqual([
    ['2026-03-29', 23],
    ['2026-03-30', 24],
  ]);
  const autumn = new Story(undefined, berlin, Date.UTC(2026, 9, 24, 22)).tell('online').after(26 * 60);
  autumn.sum();
  expect(autumn.days.map(({ day, tally }) => [day, tally.up / hour])).toEqual([['2026-10-25', 25]]);
});

const steps = fc.array(
  fc.record({
    minutes: fc.integer({ min: 0, max: 700 }),
    kind: fc.constantFrom(
      'online',
      'offline',
      'raise',
      'clear',
      'maintenance-on',
      'maintenance-off',
      'disabled',
      'enabled',
    ),
    alarm: fc.constantFrom('a', 'b', 'c'),
  }),
  { maxLength: 40 },
);

const week = { 'mon-fri': '09:00-17:00', sat: '09:00-12:00' };

/** The week above by plain arithmetic: Shanghai is eight hours ahead all year. */
function isOpenInShanghai(at: number): boolean {
  const local = new Date(at + 8 * hour);
  const [weekday, hours] = [local.getUTCDay(), local.getUTCHours()];
  if (weekday === 0) return false;
  return hours >= 9 && hours < (weekday === 6 ? 12 : 17);
}

/** Minute by minute, with no arithmetic of intervals. */
function minuteByMinute(
  story: readonly { minutes: number; kind: string; alarm: string }[],
  isOpen: (at: number) => boolean,
) {
  const counts = { up: 0, down: 0, maintenance: 0, unknown: 0 };
  const raised = new Set<string>();
  let [operating, quiet, disabled] = ['unknown', false, false];
  let at = nine;
  for (const { minutes, kind, alarm } of [...story, { minutes: 0, kind: 'end', alarm: '' }]) {
    for (let passed = 0; passed < minutes; passed++, at += minute) {
      if (!isOpen(at)) continue;
      if (quiet) counts.maintenance += 1;
      else if (disabled || operating === 'unknown') counts.unknown += 1;
      else if (operating === 'offline' || raised.size > 0) counts.down += 1;
      else counts.up += 1;
    }
    if (kind === 'online' || kind === 'offline') operating = kind;
    if (kind === 'raise') raised.add(alarm);
    if (kind === 'clear') raised.delete(alarm);
    if (kind.startsWith('maintenance')) quiet = kind === 'maintenance-on';
    if (kind === 'disabled' || kind === 'enabled') disabled = kind === 'disabled';
  }
  return counts;
}

test('whatever happens, the parts are what a look at every minute finds, and make up the scheduled time', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), fc.integer({ min: 1, max: 40 }), (list, withHours, stopAfter) => {
      const story = new Story(withHours ? week : undefined);
      for (const [index, { minutes, kind, alarm }] of list.entries()) {
        story.after(minutes);
        if (kind === 'raise') story.raise(alarm);
        else if (kind === 'clear') story.clear(alarm);
        else story.tell(kind as NewEntry['kind'], { source: 'maintenance' });
        // What a figure looks at in between changes nothing.
        if (index === stopAfter) story.fold.copy().pass(story.at + 5 * hour, story.up + 5 * hour);
      }
      const { up, down, maintenance, unknown, scheduled, failures, outages } = story.sum();
      const found = { up, down, maintenance, unknown };
      const expected = minuteByMinute(list, withHours ? isOpenInShanghai : () => true);
      for (const name of ['up', 'down', 'maintenance', 'unknown'] as const) {
        expect(found[name] / minute).toBeCloseTo(expected[name], 6);
      }
      expect(scheduled).toBe(up + down + maintenance + unknown);
      expect(failures > 0).toBe(down > 0);
      const { planned = 0, ...unplanned } = outages;
      expect(Object.values(unplanned).reduce((sum, count) => sum + count, 0)).toBe(failures);
      expect(planned).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 100 },
  );
});
