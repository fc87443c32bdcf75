import { describe, expect, test } from 'vitest';
import type { NewEntry } from '../../../gateway/device-file/entry.js';
import { type DayTally, Fold } from '../../../gateway/device-file/fold.js';
import { branchCalendar } from '../../../gateway/device-file/months.js';
import { scheduleOf } from '../../../gateway/device-file/schedule.js';
import { addTally, emptyTally, type Tally } from '../../../gateway/device-file/tally.js';
import { openingHours } from '../../../gateway/hours/opening-hours.js';

const minute = 60_000;
const timezone = 'Asia/Shanghai';
/** 2026-11-23, a Monday, 09:00 in Shanghai. */
const nine = Date.UTC(2026, 10, 23, 1);

/** A terminal's story; each step so many minutes after the one before. */
class Story {
  readonly fold: Fold;
  readonly days: DayTally[] = [];
  at: number;
  up = 0;

  constructor({
    hours,
    zone = timezone,
    at = nine,
  }: { hours?: Record<string, string>; zone?: string; at?: number } = {}) {
    this.at = at;
    this.fold = new Fold({
      calendar: branchCalendar(zone),
      schedule: scheduleOf(hours && openingHours(hours, zone)),
    });
    this.tell('gateway-start').tell('online');
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

  service(service: string, cause?: string): this {
    return this.tell('service', { service, ...(cause && { cause }) });
  }

  raise(alarm: string, cause = 'hardware', impact = 'function-lost'): this {
    return this.tell('alarm-raised', { alarm, impact, cause, code: alarm });
  }

  sum(): Tally {
    this.days.push(...this.fold.pass(this.at, this.up));
    const sum = emptyTally();
    for (const { tally } of this.days.splice(0)) addTally(sum, tally);
    if (this.fold.today) addTally(sum, this.fold.today.tally);
    return sum;
  }
}

describe('the time of a terminal', () => {
  test('goes to what it says of its service', () => {
    const story = new Story().service('in-service').after(60);
    story.service('degraded').after(30).service('idle').after(20).service('out-of-service').after(10);
    story.service('unknown').after(5).service('in-service').after(1);
    expect(story.sum()).toMatchObject({
      inService: 81 * minute,
      degraded: 30 * minute,
      outOfService: 10 * minute,
      up: 116 * minute,
      down: 10 * minute,
    });
  });

  test('without contact goes to none of it, whatever was said last', () => {
    const story = new Story().service('in-service').after(60).tell('offline', { cause: 'network' }).after(30);
    story.tell('online').after(10);
    expect(story.sum()).toMatchObject({ inService: 70 * minute, down: 30 * minute, outages: { network: 1 } });
  });

  test('under agreed maintenance, or saying so itself, is maintenance', () => {
    const story = new Story().service('in-service').after(60);
    story.tell('maintenance-on', { source: 'vendor-mode' }).after(30).service('maintenance').after(5);
    story.tell('maintenance-off', { source: 'vendor-mode' }).after(10).service('in-service').after(1);
    expect(story.sum()).toMatchObject({ inService: 61 * minute, maintenance: 45 * minute, down: 0 });
  });

  test('counts in opening hours', () => {
    const story = new Story({ hours: { mon: '09:00-10:00' } }).service('in-service').after(30).service('degraded');
    story.after(120);
    expect(story.sum()).toMatchObject({ scheduled: 60 * minute, inService: 30 * minute, degraded: 30 * minute });
  });

  test('after a restart of the gateway is unknown until it is told anew', () => {
    const story = new Story().service('in-service').after(60).tell('gateway-stop');
    story.after(10);
    story.up = 0;
    story.tell('gateway-start', { aliveUntil: new Date(story.at - 10 * minute).toISOString() });
    story.after(1).tell('online').after(2).service('in-service').after(3);
    expect(story.sum()).toMatchObject({ inService: 63 * minute, unknown: 11 * minute, up: 65 * minute });
  });

  test('over a day of 25 hours is 25 hours', () => {
    // 2026-10-25, summer time ends in Berlin.
    const at = Date.UTC(2026, 9, 24, 22);
    const story = new Story({ zone: 'Europe/Berlin', at }).service('in-service').after(26 * 60);
    story.sum();
    const again = new Story({ zone: 'Europe/Berlin', at }).service('in-service').after(26 * 60);
    again.days.push(...again.fold.pass(again.at, again.up));
    expect(again.days).toMatchObject([{ day: '2026-10-25', tally: { inService: 25 * 60 * minute } }]);
    expect(again.fold.today).toMatchObject({ day: '2026-10-26', tally: { inService: 60 * minute } });
  });

  test('is not made or taken by a clock that is set', () => {
    const story = new Story().service('in-service').after(60);
    story.at += 3 * 60 * minute;
    story.service('degraded').after(30);
    story.at -= 5 * 60 * minute;
    story.service('in-service').after(10);
    expect(story.sum()).toMatchObject({ inService: 70 * minute, degraded: 30 * minute });
  });

  test('of a device that tells no service is nothing', () => {
    expect(new Story().after(60).sum()).toMatchObject({ inService: 0, degraded: 0, outOfService: 0, up: 60 * minute });
  });
});

describe('an outage of a terminal', () => {
  test('begins with its service, is detected with the alarm, and takes its cause from it', () => {
    const story = new Story().service('in-service').after(60).service('out-of-service').after(2);
    expect(story.sum()).toMatchObject({ failures: 1, outages: {}, detected: 0 });
    story.raise('TRM-306', 'vandalism').after(8);
    expect(story.sum()).toMatchObject({
      ...{ failures: 1, outages: { vandalism: 1 }, detected: 1, detect: 2 * minute },
    });
    expect(story.sum().outages).toEqual({ vandalism: 1 });
  });

  test('is taken over, ends with the alarm, and what passes after the service is back is verifying', () => {
    const story = new Story().service('in-service').after(60).service('out-of-service').after(1).raise('A').after(4);
    story.tell('alarm-acknowledged', { alarm: 'A' }).after(20).service('in-service').after(3);
    story.tell('alarm-cleared', { alarm: 'A' }).after(10);
    expect(story.sum()).toMatchObject({
      ...{ failures: 1, down: 28 * minute, detect: minute, respond: 5 * minute, fix: 23 * minute },
      ...{ verified: 1, verify: 3 * minute, mended: 1 },
    });
  });

  test('that comes back while the alarm stands is verified from its last return', () => {
    const story = new Story().service('out-of-service').raise('A').after(5).service('in-service').after(2);
    story.service('degraded').after(4).service('in-service').after(1).tell('alarm-cleared', { alarm: 'A' });
    expect(story.sum()).toMatchObject({ verified: 1, verify: minute, down: 12 * minute });
  });

  test('of which no alarm tells is put down to software, once it is over', () => {
    const story = new Story().service('in-service').after(10).service('out-of-service').after(5);
    expect(story.sum().outages).toEqual({});
    story.service('in-service').after(1);
    expect(story.sum()).toMatchObject({ failures: 1, outages: { software: 1 }, downBy: { software: 5 * minute } });
  });

  test('takes its cause from an alarm of a part', () => {
    const story = new Story().service('in-service').after(10).service('out-of-service').after(1);
    story.service('out-of-service', 'cash').after(9);
    expect(story.sum()).toMatchObject({ outages: { cash: 1 }, detected: 1, detect: minute });
    expect(story.sum().downBy).toEqual({ software: minute, cash: 9 * minute });
  });

  test('is the loss of the part that speaks for it, though another is in contact still', () => {
    const story = new Story().service('in-service').after(10).service('unknown').after(1);
    expect(story.sum()).toMatchObject({ failures: 0, down: 0 });
    story.service('unknown', 'network').after(9).service('in-service').after(1);
    expect(story.sum()).toMatchObject({
      ...{ failures: 1, down: 9 * minute, outages: { network: 1 }, detect: minute, inService: 11 * minute },
    });
  });

  test('whose part has warned for days is not detected for days', () => {
    const story = new Story().service('degraded').after(2_000).raise('A').after(5);
    expect(story.sum()).toMatchObject({ failures: 1, detected: 0, detect: 0 });
  });

  test('out of opening hours is none', () => {
    const hours = { mon: '09:00-10:00' };
    const story = new Story({ hours }).service('in-service').after(90).service('out-of-service').after(30);
    story.service('in-service').after(1);
    expect(story.sum()).toMatchObject({ failures: 0, outages: {}, down: 0 });
  });
});
