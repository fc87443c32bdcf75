import { describe, expect, it } from 'vitest';
import { MemoryDisk } from './memory-disk.js';
import { drained, gapIn, message, opened, quiet, takeAll } from './support.js';

/** A disk of so many bytes of which others take a part. */
function sharedDisk(disk: MemoryDisk, total: number) {
  const others = { bytes: 0 };
  return { others, freeBytes: async () => total - others.bytes - disk.bytes };
}

describe('the floor of free bytes', () => {
  it('makes the outbox give way to others on the disk, and lets it grow again when they go', async () => {
    const disk = new MemoryDisk();
    const maxBytes = 64 * 1024;
    const { others, freeBytes } = sharedDisk(disk, 200 * 1024);
    const diskFloorBytes = 50 * 1024;
    const life = await opened({ disk, options: { maxBytes, diskFloorBytes, freeBytes } });
    await life.outbox.append(message('critical', 'alarm', 900));
    for (let index = 0; index < 40; index++) await life.outbox.append(message('event', String(index), 900));
    await takeAll(life, 'critical');
    await life.clock.advance(5);
    expect(life.outbox.stats()).toMatchObject({ limitBytes: maxBytes });
    expect(life.outbox.stats().chains.event.evicted).toBe(0);

    others.bytes = 120 * 1024;
    await life.clock.advance(10_000);
    await quiet();
    const { limitBytes, bytes } = life.outbox.stats();
    expect(limitBytes).toBe(30 * 1024);
    expect(bytes).toBeLessThanOrEqual(limitBytes);
    expect(await freeBytes()).toBeGreaterThanOrEqual(diskFloorBytes);
    expect(life.reports.filter(({ kind }) => kind === 'evicted').length).toBeGreaterThan(0);

    others.bytes = 200 * 1024;
    await life.clock.advance(10_000);
    await quiet();
    await expect(life.outbox.append(message('critical', 'alarm'))).rejects.toMatchObject({ code: 'OUTBOX_FULL' });
    expect(life.outbox.stats().chains.event.depth).toBe(0);
    expect(life.outbox.stats().chains.critical.depth).toBe(2);

    others.bytes = 0;
    await life.clock.advance(10_000);
    await quiet();
    expect(life.outbox.stats().limitBytes).toBe(maxBytes);
    await life.outbox.append(message('event', 'more', 900));
    const { critical, event } = await drained(life);
    const gaps = critical.flatMap((record) => gapIn(record) ?? []);
    expect(gaps.every(({ reason, chain }) => reason === 'disk' && chain === 'event')).toBe(true);
    expect(gaps.reduce((sum, { count }) => sum + count, 0)).toBe(40);
    expect(event).toHaveLength(1);
    await life.outbox.close();
  });

  it('leaves the bound as it was while nobody knows what is free', async () => {
    const life = await opened({
      options: { diskFloorBytes: 1, maxAgeMs: 60_000, freeBytes: () => Promise.reject(new Error('EIO')) },
    });
    for (let index = 0; index < 9; index++) await life.outbox.append(message('event', String(index), 900));
    await life.clock.advance(30_000);
    expect(life.outbox.stats()).toMatchObject({ limitBytes: 64 * 1024 });
    expect(life.outbox.stats().chains.event.depth).toBe(9);
    await life.clock.advance(60_000);
    await quiet();
    expect(life.outbox.stats().chains.event.depth).toBe(0);
    await life.outbox.close();
  });
});
