import { describe, expect, it } from 'vitest';
import { measurementSchema } from '../../../../drivers/people-counter/contract.js';
import type { PeriodRecord } from '../../../../drivers/people-counter/counting/model.js';
import { periodsTally } from '../../../../drivers/people-counter/counting/periods-tally.js';
import { at, type CounterWorld, counterWorld, officeHours, VirtualClock } from './world.js';

const minuteMs = 60_000;

/** The record of the five minutes before `to`, by a unit whose clock is right. */
function period(to: number, entered: number, left: number, serial = 'SN1'): PeriodRecord {
  const stamp = new Date(to + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  return { serial, stamp, from: to - 5 * minuteMs, to, in: entered, out: left };
}

function counting(world: CounterWorld = {}) {
  const recorded = counterWorld(world);
  return { tally: periodsTally(recorded.context), ...recorded };
}

const noon = at(23, 12);

/** A disk that has room for so many writes and no more. */
function fullAfter<Args extends unknown[]>(writes: number, put: (...args: Args) => Promise<void>) {
  let left = writes;
  return (...args: Args) => (left-- > 0 ? put(...args) : Promise.reject(new Error('no space left on device')));
}

/** Another gateway that finds what this one left on disk. */
function afterKill({ seen, clock }: Pick<ReturnType<typeof counting>, 'seen' | 'clock'>, world: CounterWorld = {}) {
  return counting({ ...world, records: new Map(seen.records), clock });
}

describe('the tally of a counter that tells increments', () => {
  it('adds each record to the totals, from the first on', async () => {
    const { tally, seen } = counting({ clock: new VirtualClock(noon) });
    await tally.record(period(noon, 10, 8));
    expect(await tally.record(period(noon + 5 * minuteMs, 3, 4))).toMatchObject({ changed: true, quality: 'good' });
    expect(seen.state).toEqual({ in: 13, out: 12, inside: 1, today: { day: '2026-11-23', in: 13, out: 12 } });
    expect(seen.measurements).toEqual([
      {
        from: '2026-11-23T03:55:00.000Z',
        to: '2026-11-23T04:00:00.000Z',
        in: 10,
        out: 8,
        totalIn: 10,
        totalOut: 8,
        quality: 'good',
      },
      expect.objectContaining({ from: '2026-11-23T04:00:00.000Z', in: 3, out: 4, totalIn: 13, totalOut: 12 }),
    ]);
    for (const each of seen.measurements) measurementSchema.parse(each);
  });

  it('counts a record once, however often it comes, and tells it once', async () => {
    const { tally, seen } = counting({ clock: new VirtualClock(noon) });
    const record = period(noon, 10, 8);
    await tally.record(record);
    expect(await tally.record(record)).toMatchObject({ repeated: true, changed: false, view: { in: 10, out: 8 } });
    await Promise.all([tally.record(record), tally.record(record)]);
    expect(seen.state).toMatchObject({ in: 10 });
    expect(seen.measurements).toHaveLength(1);
  });

  it('knows what it has counted after the gateway was killed', async () => {
    const first = counting({ clock: new VirtualClock(noon) });
    await first.tally.record(period(noon, 10, 8));
    await first.tally.record(period(noon + 5 * minuteMs, 1, 1));
    const second = afterKill(first);
    expect(await second.tally.record(period(noon, 10, 8))).toMatchObject({ repeated: true });
    expect(second.seen.state).toMatchObject({ in: 11, out: 9, inside: 2 });
    await second.tally.record(period(noon + 10 * minuteMs, 5, 0));
    expect(second.seen.state).toMatchObject({ in: 16, out: 9, inside: 7 });
  });

  it('has a record counted and remembered by one write, or neither', async () => {
    const { tally, seen } = counting({ clock: new VirtualClock(noon) });
    seen.diskFull = true;
    await expect(tally.record(period(noon, 10, 8))).rejects.toThrow('no space left');
    expect(seen.measurements).toEqual([]);
    seen.diskFull = false;
    // The unit was not answered and sends it again.
    await tally.record(period(noon, 10, 8));
    expect(seen.order).toEqual(['put+measurement']);
    expect(seen.state).toMatchObject({ in: 10, out: 8 });
  });

  it('takes a record of the same time with other counts for another one, and says that it is not sure', async () => {
    const { tally, seen } = counting({ clock: new VirtualClock(noon) });
    await tally.record(period(noon, 10, 8));
    expect(await tally.record(period(noon, 4, 0))).toMatchObject({ quality: 'uncertain', why: 'same-time' });
    expect(await tally.record(period(noon, 10, 8))).toMatchObject({ repeated: true });
    expect(await tally.record(period(noon, 4, 0))).toMatchObject({ repeated: true });
    expect(seen.state).toMatchObject({ in: 14, out: 8 });
  });

  it('goes on counting when the unit was exchanged', async () => {
    const { tally, seen } = counting({ clock: new VirtualClock(noon) });
    await tally.record(period(noon, 10, 8));
    await tally.record(period(noon, 10, 8, 'SN2'));
    expect(seen.state).toMatchObject({ in: 20, out: 16 });
  });

  it('writes nothing for a report in which nobody passed', async () => {
    const { tally, seen } = counting({ clock: new VirtualClock(noon) });
    await tally.record(period(noon, 1, 0));
    const written = seen.records.size;
    expect(await tally.record(period(noon + 5 * minuteMs, 0, 0))).toMatchObject({ changed: false });
    expect(seen.order).toEqual(['put+measurement', 'measurement']);
    expect(seen.records.size).toBe(written);
  });

  it.each([
    ['years behind', at(23, 12) - 4_000 * 86_400_000],
    ['a day ahead', at(24, 12)],
  ])('counts the records of a unit whose clock is %s, and says that their time is wrong', async (_what, to) => {
    const { tally, seen, clock } = counting({ clock: new VirtualClock(noon) });
    await tally.record(period(noon, 1, 0));
    clock.leap(5 * minuteMs);
    expect(await tally.record(period(to, 10, 8))).toMatchObject({ quality: 'uncertain', why: 'unit-clock' });
    expect(await tally.record(period(to, 10, 8))).toMatchObject({ repeated: true });
    expect(seen.measurements.at(-1)).toMatchObject({
      from: '2026-11-23T04:00:00.000Z',
      to: '2026-11-23T04:05:00.000Z',
      in: 10,
    });
    expect(seen.state).toMatchObject({ in: 11, out: 8 });
    expect(seen.log).toEqual(['the clock of the unit is wrong']);
  });

  it('remembers as many records as a unit can send again, and forgets older ones', async () => {
    const { tally, seen, clock } = counting({ clock: new VirtualClock(noon) });
    const records = Array.from({ length: 270 }, (_, hour) => period(noon + hour * 60 * minuteMs, 1, 1));
    for (const record of records) {
      clock.leap(60 * minuteMs);
      await tally.record(record);
    }
    expect(seen.state).toMatchObject({ in: 270 });
    expect(seen.records.size).toBeLessThan(260);
    const later = afterKill({ seen, clock });
    for (const record of records.slice(-180))
      expect(await later.tally.record(record)).toMatchObject({ repeated: true });
    await later.tally.record(period(clock.now(), 1, 0));
    expect(later.seen.state).toMatchObject({ in: 271 });
  });

  it('goes by the page written last, whichever hour that is of', async () => {
    const first = counting({ clock: new VirtualClock(noon) });
    await first.tally.record(period(noon - 120 * minuteMs, 2, 0));
    await first.tally.record(period(noon, 10, 8));
    await first.tally.record(period(noon - 115 * minuteMs, 4, 0));
    const { tally, seen } = afterKill(first);
    await tally.record(period(noon + 5 * minuteMs, 1, 0));
    expect(seen.state).toMatchObject({ in: 17, out: 8 });
  });

  it('keeps the totals when a page of its memory is damaged, and says so', async () => {
    const first = counting({ clock: new VirtualClock(noon) });
    await first.tally.record(period(noon - 120 * minuteMs, 2, 0));
    await first.tally.record(period(noon, 10, 8));
    first.seen.records.set([...first.seen.records.keys()][0]!, '"rubbish"');
    const { tally, seen } = afterKill(first);
    await tally.record(period(noon + 5 * minuteMs, 1, 0));
    expect(seen.state).toMatchObject({ in: 13, out: 8 });
    expect(seen.log).toEqual(['a page of the remembered counts is damaged']);
  });
});

describe('the counting day of a counter that tells late', () => {
  const evening = at(23, 17, 30);

  it('takes in what is told late, although the next day has begun', async () => {
    const { tally, seen, clock } = counting({ clock: new VirtualClock(at(23, 9, 5)), hours: officeHours() });
    await tally.record(period(at(23, 9, 5), 9, 0));
    await tally.record(period(at(23, 9, 10), 1, 0));
    clock.leap(at(24, 9, 20) - clock.now());
    await tally.record(period(evening, 0, 10));
    expect(seen.state).toMatchObject({ today: { day: '2026-11-23', in: 10, out: 10 } });
    await tally.record(period(at(24, 9, 15), 2, 0));
    const days = seen.measurements.filter(({ day }) => day !== undefined);
    expect(days.at(-1)).toMatchObject({ day: '2026-11-23', in: 10, out: 10 });
    expect(seen.state).toMatchObject({ today: { day: '2026-11-24', in: 2, out: 0 }, in: 12, out: 10 });
  });

  it('leaves out of today what belongs to a day that is closed', async () => {
    const { tally, seen, clock } = counting({ clock: new VirtualClock(at(23, 9, 5)), hours: officeHours() });
    await tally.record(period(at(23, 9, 5), 9, 0));
    clock.leap(at(24, 9, 20) - clock.now());
    await tally.record(period(at(24, 9, 15), 2, 0));
    await tally.record(period(evening, 0, 9));
    expect(seen.state).toMatchObject({ today: { day: '2026-11-24', in: 2, out: 0 }, inside: 2, in: 11, out: 9 });
    expect(seen.measurements.at(-1)).toMatchObject({ to: '2026-11-23T09:30:00.000Z', out: 9, quality: 'good' });
  });

  it('counts a record that could not be saved when the day had just been closed', async () => {
    const world = counting({ clock: new VirtualClock(at(23, 9, 5)), hours: officeHours() });
    await world.tally.record(period(at(23, 9, 5), 9, 9));
    world.clock.leap(86_400_000);
    const { records } = world.context.memory;
    const full = { ...records, put: fullAfter(1, records.put) };
    const context = { ...world.context, memory: { ...world.context.memory, records: full } };
    const late = period(at(24, 9, 5), 2, 0);
    await expect(periodsTally(context).record(late)).rejects.toThrow('no space left');
    const { tally, seen } = afterKill(world, { hours: officeHours() });
    expect(await tally.record(late)).toMatchObject({ changed: true, view: { in: 11 } });
    const days = [...world.seen.measurements, ...seen.measurements].filter(({ day }) => day === '2026-11-23');
    expect(days).toHaveLength(1);
  });

  it('does not know to which day a record belongs that reaches over its beginning', async () => {
    const { tally, seen, clock } = counting({ clock: new VirtualClock(at(23, 9, 5)), hours: officeHours() });
    await tally.record(period(at(23, 9, 5), 9, 9));
    clock.leap(86_400_000);
    await tally.record(period(at(24, 9, 2), 2, 0));
    expect(seen.measurements.filter(({ day }) => day !== undefined).at(-1)).toMatchObject({
      day: '2026-11-23',
      quality: 'uncertain',
      why: 'part-of-day',
    });
  });
});
