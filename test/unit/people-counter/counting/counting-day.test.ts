import { describe, expect, it } from 'vitest';
import { measurementSchema } from '../../../../drivers/people-counter/contract.js';
import { totalsTally } from '../../../../drivers/people-counter/counting/totals-tally.js';
import { at, type CounterWorld, counterWorld, officeHours, VirtualClock } from './world.js';

/** A counter that is read at moments of its day; `walk` is read after them. */
function counterAt(start: number, world: CounterWorld = {}) {
  const clock = world.clock ?? new VirtualClock(start);
  const { context, seen } = counterWorld({ hours: officeHours(), ...world, clock });
  const tally = totalsTally(context);
  const device = { in: 100, out: 100 };
  const read = () => tally.record({ ...device });
  return {
    clock,
    seen,
    tally,
    read,
    device,
    /** Reads every 5 s until then. */
    async watch(until: number) {
      while (clock.now() < until) {
        clock.leap(Math.min(5_000, until - clock.now()));
        await read();
      }
    },
    async walk(entered: number, left: number) {
      device.in += entered;
      device.out += left;
      await read();
    },
    days: () => seen.measurements.filter(({ day }) => day !== undefined),
  };
}

describe('the counting day of a counter', () => {
  it('is told, durable, when it has closed, and sums up its intervals', async () => {
    const { read, watch, walk, days, seen, clock } = counterAt(at(23, 8, 58, 0));
    await read();
    await watch(at(23, 9, 0));
    await walk(12, 2);
    await watch(at(23, 9, 1));
    await walk(3, 13);
    clock.leap(at(24, 8, 58) - clock.now());
    await watch(at(24, 9));
    expect(days()).toMatchObject([
      { day: '2026-11-22', quality: 'uncertain', why: 'part-of-day' },
      {
        day: '2026-11-23',
        from: '2026-11-23T00:59:00.000Z',
        to: '2026-11-24T00:59:00.000Z',
        in: 15,
        out: 15,
        totalIn: 15,
        totalOut: 15,
        quality: 'good',
      },
    ]);
    expect(seen.order.filter((step) => step === 'measurement').length).toBeLessThan(seen.measurements.length - 3);
    expect(seen.state).toMatchObject({ today: { day: '2026-11-24', in: 0, out: 0 }, inside: 0, in: 15 });
    for (const each of seen.measurements) measurementSchema.parse(each);
  });

  it('begins at midnight where the hours are not known', async () => {
    const { read, walk, days, clock } = counterAt(at(23, 23, 59, 50), { hours: undefined });
    await read();
    await walk(4, 0);
    clock.leap(10_000);
    await walk(1, 0);
    expect(days()).toMatchObject([{ day: '2026-11-23', in: 4 }]);
  });

  it('is closed once, whatever happens in between', async () => {
    const first = counterAt(at(23, 8, 58));
    await first.watch(at(23, 9, 5));
    await first.walk(5, 5);
    first.seen.diskFull = true;
    first.clock.leap(at(24, 8, 59) - first.clock.now());
    await expect(first.read()).rejects.toThrow('no space left');
    first.seen.diskFull = false;
    await first.read();
    const second = counterAt(0, { clock: first.clock, stored: first.seen.stored });
    Object.assign(second.device, first.device);
    await second.read();
    expect([...first.days(), ...second.days()].map(({ day }) => day)).toEqual(['2026-11-22', '2026-11-23']);
  });

  it('is told by the next gateway where this one is killed before it ends', async () => {
    const first = counterAt(at(23, 9, 5));
    await first.watch(at(23, 9, 10));
    await first.walk(5, 4);
    const second = counterAt(0, { clock: new VirtualClock(at(26, 10)), stored: first.seen.stored });
    Object.assign(second.device, first.device);
    await second.read();
    expect(second.days()).toMatchObject([
      { day: '2026-11-23', in: 5, out: 4, to: '2026-11-24T00:59:00.000Z', quality: 'uncertain' },
    ]);
    expect(second.seen.state).toMatchObject({ today: { day: '2026-11-26', in: 0, out: 0 } });
  });

  it('does not know on which side of its beginning people passed whom nobody watched', async () => {
    const { read, watch, walk, days, seen, clock } = counterAt(at(22, 8));
    await read();
    await watch(at(22, 8, 1));
    clock.leap(at(23, 9, 30) - clock.now());
    await walk(8, 1);
    clock.leap(at(24, 9, 30) - clock.now());
    await read();
    expect(days()).toMatchObject([
      { day: '2026-11-22', in: 0, quality: 'uncertain', why: 'part-of-day' },
      { day: '2026-11-23', in: 8, quality: 'uncertain', why: 'part-of-day' },
    ]);
    expect(seen.state).toMatchObject({ today: { day: '2026-11-24', in: 0 }, in: 8 });
  });

  it('is certain where the power was off at night and nobody passed', async () => {
    const { read, watch, walk, days, device, clock, tally } = counterAt(at(23, 8, 58));
    await read();
    await watch(at(23, 9, 0));
    await walk(30, 30);
    clock.leap(at(24, 8, 50) - clock.now());
    Object.assign(device, { in: 0, out: 0 });
    await watch(at(24, 9, 0));
    expect(days().at(-1)).toMatchObject({ day: '2026-11-23', in: 30, out: 30, quality: 'restart' });
    expect(tally.judgedDay()).toEqual({ day: '2026-11-23', in: 30, out: 30 });
  });

  it('keeps the last day that can be judged over one that cannot, and over a restart of the gateway', async () => {
    const { read, watch, walk, device, clock, tally, seen } = counterAt(at(23, 8, 58));
    await read();
    await watch(at(23, 9, 0));
    await walk(30, 2);
    clock.leap(at(24, 8, 59) - clock.now());
    await read();
    device.in -= 10;
    await read();
    clock.leap(at(25, 8, 59) - clock.now());
    await read();
    expect(tally.judgedDay()).toEqual({ day: '2026-11-23', in: 30, out: 2 });
    const { context } = counterWorld({ stored: seen.stored, clock });
    expect(totalsTally(context).judgedDay()).toEqual({ day: '2026-11-23', in: 30, out: 2 });
  });
});
