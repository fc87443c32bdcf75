import { expect, it } from 'vitest';
import { MemoryDisk, Mount } from './memory-disk.js';
import { drained, gapIn, message, opened, quiet, takeAll, textOf } from './support.js';

const maxBytes = 40 * 1024;
const options = { maxBytes, reservedBytes: 8 * 1024, segmentBytes: 4 * 1024 };

async function watched() {
  const disk = new MemoryDisk();
  const mount = new Mount(disk);
  const seen = { most: 0 };
  disk.onChange = () => {
    seen.most = Math.max(seen.most, disk.bytes);
  };
  return { life: await opened({ disk, mount, options }), disk, mount, seen };
}

// What failed writes had left was not counted: with a disk that takes other files the bound was passed.
it('stays inside its bound while a file that could not be written cannot be removed', async () => {
  const { life, disk, mount, seen } = await watched();
  await life.outbox.append(message('critical', 'alarm', 900));
  await takeAll(life, 'critical');
  await life.clock.advance(5);
  expect(disk.file('cursor')).toBeDefined();
  mount.fails = (operation, path) => path.includes('telemetry-') && (operation === 'sync' || operation === 'remove');
  for (let index = 0; index < 3; index++) {
    await expect(life.outbox.append(message('telemetry', 'x', 3_500))).rejects.toThrow('EIO');
  }
  expect(disk.file('telemetry-0000000000000001.seg')?.bytes.length).toBeGreaterThan(3_500);
  const alarms = async () => {
    for (;;) await life.outbox.append(message('critical', 'alarm', 900));
  };
  await expect(alarms()).rejects.toMatchObject({ code: 'OUTBOX_FULL' });
  expect(seen.most).toBeLessThanOrEqual(maxBytes);

  mount.fails = () => false;
  const { critical } = await drained(life);
  expect(critical.length).toBeGreaterThan(25);
  await life.outbox.append(message('telemetry', 'y', 3_500));
  expect((await drained(life)).telemetry.map(textOf)).toEqual(['y']);
  await life.outbox.close();
  expect(life.outbox.stats().bytes).toBe(disk.bytes);
});

it('cuts the end of a grown file off before anything else is written there, whenever that becomes possible', async () => {
  const { life, disk, mount, seen } = await watched();
  await life.outbox.append(message('telemetry', 'kept', 500));
  mount.fails = (operation, path) => path.includes('telemetry-') && (operation === 'sync' || operation === 'truncate');
  for (let index = 0; index < 3; index++) {
    await expect(life.outbox.append(message('telemetry', 'x', 2_500))).rejects.toThrow('EIO');
    expect(life.outbox.stats().bytes).toBeGreaterThanOrEqual(disk.bytes);
  }
  mount.fails = () => false;
  await life.outbox.append(message('critical', 'alarm'));
  expect(disk.file('telemetry-0000000000000001.seg')?.bytes.length).toBeLessThan(600);
  expect(seen.most).toBeLessThanOrEqual(maxBytes);
  await life.outbox.close();
});

// The eviction counted as done, what it was for was written, and the file was still there.
it('writes nothing in place of a file that cannot be removed, and gives no other up for it', async () => {
  const { life, mount, seen } = await watched();
  let refused = 0;
  mount.fails = (operation) => operation === 'remove';
  for (let index = 0; index < 60; index++) {
    await life.outbox.append(message('telemetry', String(index), 900)).catch(() => {
      refused += 1;
    });
  }
  const { evicted, depth } = life.outbox.stats().chains.telemetry;
  expect(refused).toBeGreaterThan(20);
  expect(evicted).toBeLessThanOrEqual(4);
  expect(seen.most).toBeLessThanOrEqual(maxBytes);
  expect(life.reports.filter(({ kind }) => kind === 'evicted')).toHaveLength(1);

  mount.fails = () => false;
  await quiet();
  const { critical, telemetry } = await drained(life);
  expect(telemetry).toHaveLength(depth);
  expect(critical.flatMap((record) => gapIn(record) ?? [])).toMatchObject([
    { chain: 'telemetry', first: 1, last: evicted },
  ]);
  await life.outbox.close();
});
