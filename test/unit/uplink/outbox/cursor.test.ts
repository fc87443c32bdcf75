import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Cursor, CursorFile, cursorBytes, mostUntoldEvictions } from '../../../../gateway/uplink/outbox/cursor.js';
import { openOutbox } from '../../../../gateway/uplink/outbox/open.js';
import { MemoryDisk, Mount } from './memory-disk.js';
import { directory, message, opened } from './support.js';

const path = `${directory}/cursor`;

function cursorAt(acked: number): Cursor {
  const progress = { acked, sent: acked, evicted: 0 };
  return { epoch: 'abcd1234', chains: { critical: progress, event: progress, telemetry: progress }, gaps: [] };
}

const ackedOn = async (disk: MemoryDisk) =>
  (await CursorFile.open(new Mount(disk), directory)).cursor?.chains.critical.acked;

describe('the cursor', () => {
  it('is the one before or the new one wherever its writing is torn', async () => {
    for (let byte = 0; byte <= cursorBytes / 2; byte += byte < 420 ? 1 : 97) {
      const disk = new MemoryDisk();
      const { file } = await CursorFile.open(new Mount(disk), directory);
      for (const acked of [1, 2]) await file.write(cursorAt(acked), true);
      const before = Buffer.from(disk.file('cursor')!.bytes);
      await file.write(cursorAt(3), true);
      const after = disk.file('cursor')!.bytes;
      const slot = after.subarray(0, 2_048).equals(before.subarray(0, 2_048)) ? 2_048 : 0;
      disk.file('cursor')!.bytes = Buffer.concat([
        before.subarray(0, slot),
        after.subarray(slot, slot + byte),
        before.subarray(slot + byte),
      ]);
      const isWhole = disk.file('cursor')!.bytes.equals(after);
      expect([byte, await ackedOn(disk)]).toEqual([byte, isWhole ? 3 : 2]);
    }
  });

  // A write that failed counted as one: the write after it went over the only good slot.
  it('is still the last good one when a write fails and the next one is torn', async () => {
    const disk = new MemoryDisk();
    const mount = new Mount(disk, () => 0.05);
    const { file } = await CursorFile.open(mount, directory);
    for (const acked of [1, 2]) await file.write(cursorAt(acked), true);
    mount.fails = (operation) => operation === 'write';
    await expect(file.write(cursorAt(3), true)).rejects.toThrow('EIO');
    await expect(file.write(cursorAt(4), true)).rejects.toThrow('EIO');
    expect(await ackedOn(disk)).toBe(2);
    mount.fails = () => false;
    await file.write(cursorAt(5), true);
    expect(await ackedOn(disk)).toBe(5);
  });

  it('holds as many untold gaps as there may be, whatever their numbers are', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const gap = {
      epoch: 'abcd1234',
      chain: 'telemetry' as const,
      first: most,
      last: most,
      count: most,
      sentThrough: most,
      from: 8_640_000_000_000_000,
      to: 8_640_000_000_000_000,
      reason: 'damaged' as const,
    };
    const gaps = Array.from({ length: mostUntoldEvictions }, () => ({ seq: most, gap }));
    const progress = { acked: most, sent: most, evicted: most };
    const cursor: Cursor = {
      epoch: 'abcd1234',
      chains: { critical: progress, event: progress, telemetry: progress },
      gaps,
    };
    const disk = new MemoryDisk();
    const { file } = await CursorFile.open(new Mount(disk), directory);
    for (let generation = 0; generation < 3; generation++) await file.write(cursor, true);
    expect(disk.file('cursor')?.bytes.length).toBe(cursorBytes);
    expect((await CursorFile.open(new Mount(disk), directory)).cursor).toEqual(cursor);
  });

  it.each([
    ['no JSON', '{['],
    ['null', 'null'],
    ['another shape', '[1,{"epoch":"abcd1234"}]'],
    ['no object', '[2,7]'],
    ['nothing', ''],
    ['deep', '['.repeat(2_000)],
  ])('is as good as none when its slots hold %s under the right checksum', async (_, text) => {
    const disk = new MemoryDisk();
    const slot = Buffer.alloc(cursorBytes / 2, ' ');
    slot.write(text, 9);
    slot.write(crc32(slot.subarray(9)).toString(16).padStart(8, '0'), 0);
    disk.names.set(path, { bytes: Buffer.concat([slot, slot]) });
    expect((await CursorFile.open(new Mount(disk), directory)).cursor).toBeUndefined();
  });

  it('costs duplicates and nothing else when it is gone: the epoch is in the segments too', async () => {
    const life = await opened();
    for (const text of ['1', '2', '3']) await life.outbox.append(message('event', text));
    life.outbox.acknowledge('event', 1);
    await life.outbox.close();
    for (const length of [0, 1, 2_048, 5_000]) {
      life.disk.names.set(path, { bytes: Buffer.alloc(length, 'x') });
      const next = await opened({ disk: life.disk });
      expect([next.outbox.epoch, next.outbox.head('event'), next.outbox.stats().chains.event.depth]).toEqual([
        life.outbox.epoch,
        3,
        3,
      ]);
      await next.outbox.close();
    }
  });

  it('gives no outbox when the directory cannot be listed', async () => {
    const mount = new Mount(new MemoryDisk());
    const files = Object.assign(Object.create(mount), { list: () => Promise.reject(new Error('EIO')) });
    const life = await opened();
    await expect(
      openOutbox({
        directory,
        clock: life.clock,
        random: Math.random,
        files,
        maxBytes: 1,
        reservedBytes: 1,
        gapMessage: () => ({ topic: '', payload: Buffer.alloc(0) }),
        onReadable: () => undefined,
      }),
    ).rejects.toMatchObject({ code: 'OUTBOX_WRITE_FAILED' });
    await life.outbox.close();
  });
});
