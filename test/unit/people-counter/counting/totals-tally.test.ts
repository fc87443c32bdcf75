import { describe, expect, it } from 'vitest';
import { measurementSchema, peopleCounterContract } from '../../../../drivers/people-counter/contract.js';
import { totalsTally } from '../../../../drivers/people-counter/counting/totals-tally.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { type CounterWorld, counterWorld } from './world.js';

function counting(world: CounterWorld = {}) {
  const recorded = counterWorld(world);
  return { tally: totalsTally(recorded.context), ...recorded };
}

describe('the tally of a counter that keeps totals', () => {
  it('begins at zero with the first reading ever, whatever the counter shows', async () => {
    const { tally, seen } = counting();
    await tally.record({ in: 812, out: 790 });
    expect(seen.state).toEqual({
      in: 0,
      out: 0,
      inside: 0,
      today: { day: '2026-11-23', in: 0, out: 0 },
      deviceIn: 812,
      deviceOut: 790,
    });
    expect(seen.measurements).toEqual([
      {
        from: '2026-11-23T01:00:00.000Z',
        to: '2026-11-23T01:00:00.000Z',
        in: 0,
        out: 0,
        totalIn: 0,
        totalOut: 0,
        quality: 'first',
      },
    ]);
  });

  it('reports each interval with its own counts and the totals, without gap or overlap', async () => {
    const { tally, seen, clock } = counting();
    await tally.record({ in: 10, out: 8 });
    await clock.advance(5_000);
    await tally.record({ in: 13, out: 8 });
    await clock.advance(5_000);
    await tally.record({ in: 14, out: 10 });
    expect(seen.measurements.slice(1)).toEqual([
      {
        from: '2026-11-23T01:00:00.000Z',
        to: '2026-11-23T01:00:05.000Z',
        in: 3,
        out: 0,
        totalIn: 3,
        totalOut: 0,
        quality: 'good',
      },
      {
        from: '2026-11-23T01:00:05.000Z',
        to: '2026-11-23T01:00:10.000Z',
        in: 1,
        out: 2,
        totalIn: 4,
        totalOut: 2,
        quality: 'good',
      },
    ]);
    expect(seen.state).toMatchObject({ in: 4, out: 2, inside: 2 });
  });

  it('keeps quiet while nobody passes and reports once a minute all the same', async () => {
    const { tally, seen, clock } = counting();
    await tally.record({ in: 10, out: 8 });
    seen.order.length = 0;
    for (let poll = 1; poll <= 24; poll++) {
      await clock.advance(5_000);
      expect(await tally.record({ in: 10, out: 8 })).toMatchObject({ changed: false });
    }
    expect(seen.order).toEqual(['measurement', 'measurement']);
    expect(seen.measurements.slice(1).map(({ from, to }) => [from, to])).toEqual([
      ['2026-11-23T01:00:00.000Z', '2026-11-23T01:01:00.000Z'],
      ['2026-11-23T01:01:00.000Z', '2026-11-23T01:02:00.000Z'],
    ]);
  });

  it('has counts on disk together with the interval that tells them', async () => {
    const { tally, seen } = counting();
    await tally.record({ in: 10, out: 8 });
    await tally.record({ in: 11, out: 8 });
    expect(seen.order).toEqual(['save+measurement', 'save+measurement']);
  });

  it('says nothing of counts the disk does not take, and catches up when it does again', async () => {
    const { tally, seen } = counting();
    await tally.record({ in: 10, out: 8 });
    seen.diskFull = true;
    await expect(tally.record({ in: 15, out: 9 })).rejects.toThrow('no space left');
    expect(seen.measurements).toHaveLength(1);
    expect(seen.state).toMatchObject({ in: 0, out: 0, deviceIn: 10 });
    seen.diskFull = false;
    await tally.record({ in: 16, out: 9 });
    expect(seen.measurements[1]).toMatchObject({ in: 6, out: 1, totalIn: 6, totalOut: 1, quality: 'good' });
  });

  it('carries on where it stopped when the gateway restarts, with one interval over the gap', async () => {
    const before = counting();
    await before.tally.record({ in: 10, out: 8 });
    await before.tally.record({ in: 12, out: 8 });
    await before.clock.advance(600_000);
    const { tally, seen } = counting({ stored: before.seen.stored, clock: before.clock });
    await tally.record({ in: 40, out: 20 });
    expect(seen.state).toMatchObject({ in: 30, out: 12, inside: 18 });
    expect(seen.measurements).toEqual([
      {
        from: '2026-11-23T01:00:00.000Z',
        to: '2026-11-23T01:10:00.000Z',
        in: 28,
        out: 12,
        totalIn: 30,
        totalOut: 12,
        quality: 'good',
      },
    ]);
  });

  it('shows the totals at once after a restart of the gateway even when nobody has passed', async () => {
    const before = counting();
    await before.tally.record({ in: 10, out: 8 });
    await before.tally.record({ in: 12, out: 8 });
    const { tally, seen } = counting({ stored: before.seen.stored });
    await tally.record({ in: 12, out: 8 });
    expect(seen.state).toMatchObject({ in: 2, out: 0, inside: 2, deviceIn: 12 });
    expect(seen.measurements).toEqual([]);
  });

  it('tells that the counter has begun again, with what it showed before and after', async () => {
    const { tally, seen } = counting();
    await tally.record({ in: 500, out: 480 });
    await tally.record({ in: 510, out: 490 });
    await tally.record({ in: 4, out: 1 });
    expect(seen.state).toMatchObject({ in: 14, out: 11, deviceIn: 4, deviceOut: 1 });
    expect(seen.measurements.at(-1)).toMatchObject({ in: 4, out: 1, quality: 'restart' });
    expect(seen.events).toEqual([
      { name: 'counter-restarted', data: { before: { in: 510, out: 490 }, after: { in: 4, out: 1 } } },
    ]);
  });

  it('has the restart on disk together with its counts, or tells neither until it has', async () => {
    const { tally, seen } = counting();
    await tally.record({ in: 500, out: 480 });
    seen.diskFull = true;
    await expect(tally.record({ in: 4, out: 1 })).rejects.toThrow('no space left');
    expect(seen.events).toEqual([]);
    seen.diskFull = false;
    await tally.record({ in: 6, out: 1 });
    expect(seen.order.at(-1)).toBe('save+measurement+event');
    expect(seen.events).toMatchObject([{ data: { before: { in: 500, out: 480 }, after: { in: 6, out: 1 } } }]);
    expect(seen.measurements.slice(1)).toMatchObject([{ in: 6, out: 1, totalIn: 6, quality: 'restart' }]);
    expect(seen.log).toEqual(['the totals of the counter did not just go on']);
  });

  it('accounts two readings handed in at once one after the other', async () => {
    const { tally, seen } = counting();
    await tally.record({ in: 10, out: 8 });
    await Promise.all([tally.record({ in: 12, out: 8 }), tally.record({ in: 12, out: 8 })]);
    expect(seen.state).toMatchObject({ in: 2 });
    expect(seen.measurements).toHaveLength(2);
  });

  it('is settled only when what it was given is on disk', async () => {
    const { tally, seen } = counting();
    void tally.record({ in: 10, out: 8 });
    void tally.record({ in: 12, out: 8 });
    await tally.settled();
    expect(seen.order.filter((step) => step === 'save+measurement')).toHaveLength(2);
  });

  it('empties the house at local midnight and not before', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 23, 15, 59, 50));
    const { tally, seen } = counting({ clock });
    await tally.record({ in: 10, out: 8 });
    await tally.record({ in: 13, out: 9 });
    await clock.advance(9_000);
    await tally.record({ in: 13, out: 9 });
    expect(seen.state['inside']).toBe(2);
    await clock.advance(1_000);
    await tally.record({ in: 13, out: 9 });
    expect(seen.state).toMatchObject({ inside: 0, in: 3, out: 1 });
    await tally.record({ in: 14, out: 9 });
    const restarted = counting({ clock, stored: seen.stored });
    await restarted.tally.record({ in: 15, out: 9 });
    expect(restarted.seen.state).toMatchObject({ inside: 2, in: 5, out: 1 });
  });

  it('gives no interval that ends before it begins when the clock is set back', async () => {
    const { tally, seen, clock } = counting();
    await tally.record({ in: 10, out: 8 });
    clock.jump(-60_000);
    await tally.record({ in: 11, out: 8 });
    const { from, to } = seen.measurements[1] as { from: string; to: string };
    expect(from).toBe('2026-11-23T00:59:00.000Z');
    expect(to).toBe(from);
  });

  it.each([
    ['a text', 'rubbish'],
    ['an older form', { device: { in: 1, out: 1 } }],
    ['negative counts', { device: { in: -1, out: 0 }, total: { in: 0, out: 0 }, dayStart: {}, reportedAt: 0 }],
  ])('starts anew and says so when its memory holds %s', async (_name, stored) => {
    const { tally, seen } = counting({ stored });
    await tally.record({ in: 10, out: 8 });
    expect(seen.state).toMatchObject({ in: 0, out: 0 });
    expect(seen.log).toEqual(['the remembered totals are damaged; counting starts again from zero']);
  });

  it('reports what the class contract promises', async () => {
    const { tally, seen } = counting();
    for (const reading of [
      { in: 10, out: 8 },
      { in: 12, out: 8 },
      { in: 1, out: 0 },
    ])
      await tally.record(reading);
    for (const sample of seen.measurements) measurementSchema.parse(sample);
    peopleCounterContract.state.parse(seen.state);
    for (const { name, data } of seen.events) peopleCounterContract.events[name]!.parse(data);
  });
});
