import { describe, expect, it } from 'vitest';
import { MemoryDisk } from './memory-disk.js';
import { directory, drained, gapIn, message, opened, quiet, textOf } from './support.js';

const hour = 3_600_000;
const year = 365 * 24 * hour;
const options = { maxAgeMs: hour };

describe('the age limit', () => {
  it('drops files of events and telemetry behind which the next one is too old too, with a gap, and no alarm however old', async () => {
    const life = await opened({ options });
    for (const chain of ['critical', 'event', 'telemetry'] as const) {
      for (let index = 0; index < 6; index++) await life.outbox.append(message(chain, 'old', 900));
    }
    await life.clock.advance(hour - 60_000);
    await life.outbox.append(message('event', 'young', 4_000));
    expect(life.outbox.stats().chains.event.evicted).toBe(0);
    await life.clock.advance(120_000);
    await quiet();

    const { critical, event, telemetry } = await drained(life);
    const gaps = critical.flatMap((record) => gapIn(record) ?? []);
    expect(gaps.map(({ chain, first, reason }) => [chain, first, reason])).toEqual([
      ['telemetry', 1, 'age'],
      ['event', 1, 'age'],
    ]);
    for (const { from, to } of gaps) expect(to - from).toBeLessThan(hour);
    expect(critical.filter((record) => textOf(record) === 'old')).toHaveLength(6);
    expect(event.map(textOf)).toEqual(['old', 'old', 'young']);
    expect(gaps[1]?.last).toBe(4);
    expect(telemetry).toEqual([]);
    await life.outbox.close();
  });

  it.each([
    { jump: year, clockSynced: false, drops: false },
    { jump: -year, clockSynced: false, drops: false },
    { jump: -year, clockSynced: true, drops: false },
    { jump: year, clockSynced: true, drops: true },
  ])('with a clock that jumps $jump ms, trusted: $clockSynced, drops what it has: $drops', async (row) => {
    const life = await opened({ options: { ...options, clockSynced: () => row.clockSynced } });
    for (let index = 0; index < 9; index++) await life.outbox.append(message('event', String(index), 900));
    life.clock.jump(row.jump);
    await life.clock.advance(20_000);
    await quiet();
    expect(life.outbox.stats().chains.event.evicted).toBe(row.drops ? 9 : 0);
    const { event } = await drained(life);
    expect(event).toHaveLength(row.drops ? 0 : 9);
    await life.outbox.close();
  });

  // A mini PC without a battery starts in 1970 until it hears of a time server.
  it('spares what was made before the clock was set', async () => {
    const life = await opened({ options });
    life.clock.jump(-life.clock.now());
    for (let index = 0; index < 9; index++) await life.outbox.append(message('event', String(index), 900));
    life.clock.jump(Date.UTC(2026, 10, 26));
    await life.clock.advance(20_000);
    await quiet();
    expect(life.outbox.stats().chains.event.evicted).toBe(0);
    await life.outbox.close();
  });

  // The chain counted as made in 1970 when its newest file held no record: all of it was dropped at the start.
  it('spares what is young when the process was killed at the beginning of a file', async () => {
    const disk = new MemoryDisk();
    const life = await opened({ disk, options });
    for (let index = 0; index < 3; index++) await life.outbox.append(message('event', String(index)));
    await life.outbox.close();
    disk.names.set(`${directory}/event-0000000000000004.seg`, { bytes: Buffer.alloc(17) });

    const next = await opened({ disk, options });
    await quiet();
    expect(next.outbox.stats().chains.event).toMatchObject({ depth: 3, evicted: 0 });
    expect((await drained(next)).event.map(textOf)).toEqual(['0', '1', '2']);
    await next.outbox.close();
  });

  it('spares what is young when the header of the file behind it is damaged', async () => {
    const disk = new MemoryDisk();
    const life = await opened({ disk, options });
    for (let index = 0; index < 9; index++) await life.outbox.append(message('event', String(index), 900));
    await life.outbox.close();
    const [, second] = [...disk.names.keys()].filter((path) => path.includes('event-')).sort();
    const inode = disk.names.get(second!)!;
    inode.bytes = Buffer.concat([Buffer.alloc(40), inode.bytes.subarray(40)]);

    const next = await opened({ disk, options });
    await next.clock.advance(20_000);
    await quiet();
    expect(next.outbox.stats().chains.event).toMatchObject({ depth: 9, evicted: 0 });
    expect((await drained(next)).event).toHaveLength(9);
    await next.outbox.close();
  });
});
