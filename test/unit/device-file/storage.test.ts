import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../support/virtual-clock.js';
import { errno, filesWithQuota, hookedFiles } from '../storage/support.js';
import { Cabinet } from './support.js';

const day = 86_400_000;
const names = async (cabinet: Cabinet, device: string) => (await readdir(join(cabinet.root, device))).sort();
const note = (text: string) => ({ kind: 'note' as const, data: { note: text, operator: 'x' } });

describe('on the disk', () => {
  test('entries of one tick share one visit to it; a file a month; the next start goes on with the next number', async () => {
    let syncs = 0;
    const files = hookedFiles({
      beforeDatasync: async () => {
        syncs += 1;
      },
    });
    const cabinet = await Cabinet.open({ files });
    const file = cabinet.files.get('printer-1');
    const before = syncs;
    for (const text of ['a', 'b', 'c']) file?.tell(note(text));
    await cabinet.written('printer-1');
    expect(syncs).toBe(before + 1);
    await cabinet.clock.advance(60_000);
    cabinet.clock.jump(10 * day);
    await file?.tellDurably(note('december'));
    await cabinet.written('printer-1');
    expect(await names(cabinet, 'printer-1')).toEqual(
      expect.arrayContaining(['2026-11.log', '2026-12.log', 'days.log']),
    );
    await cabinet.files.stop();
    await cabinet.start();
    expect(await cabinet.files.get('printer-1')?.tellDurably(note('again'))).toBe(8);
    const entries = await cabinet.entries('printer-1');
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['gateway-start', 'note', 'note', 'note', 'note', 'gateway-stop', 'gateway-start', 'note'],
    ]);
  });

  test('a torn tail is cut, a damaged line is left out, and neither harms another entry', async () => {
    const cabinet = await Cabinet.open();
    for (const text of ['one', 'two', 'three']) await cabinet.files.get('printer-1')?.tellDurably(note(text));
    await cabinet.files.stop();
    const path = join(cabinet.root, 'printer-1', '2026-11.log');
    const bytes = await readFile(path);
    bytes[bytes.indexOf('two')] = 0x54;
    await writeFile(path, bytes);
    await appendFile(path, '0123abcd {"q":99,"k":"no');
    await cabinet.start();
    await cabinet.files.get('printer-1')?.tellDurably(note('four'));
    const entries = await cabinet.entries('printer-1');
    expect(entries.map(({ data }) => data['note']).filter(Boolean)).toEqual(['one', 'three', 'four']);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 4, 5, 6, 7]);
    expect((await readFile(path, 'utf8')).split('\n').filter((line) => line.includes('"q":99'))).toEqual([]);
  });

  test('a clock put back, over a month as well, changes no order and loses no entry', async () => {
    const cabinet = await Cabinet.open();
    const file = cabinet.files.get('printer-1');
    for (const [index, jump] of [0, 3_600_000, -3_600_000, 40 * day, -40 * day, -60 * day, 60 * day].entries()) {
      cabinet.clock.jump(jump);
      await file?.tellDurably(note(String(index)));
    }
    await cabinet.files.stop();
    await cabinet.start();
    const entries = await cabinet.entries('printer-1');
    expect(entries.flatMap(({ data }) => data['note'] ?? [])).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(entries.every(({ seq }, index) => seq === index + 1)).toBe(true);
  });

  test('a full disk refuses what somebody waits for, keeps the rest, raises the alarm, and goes on by itself', async () => {
    const quota = { bytes: Number.POSITIVE_INFINITY };
    const cabinet = await Cabinet.open({ files: filesWithQuota(quota) });
    const file = cabinet.files.get('printer-1');
    quota.bytes = 150;
    await expect(file?.tellDurably(note('refused'))).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    file?.tell({ kind: 'offline', data: { cause: 'network' } });
    await cabinet.written('printer-1');
    const alarm = { type: 'storage-write-failed', qualifier: 'device-files' };
    expect(cabinet.conditions).toEqual([expect.objectContaining({ ...alarm, active: true })]);
    quota.bytes = Number.POSITIVE_INFINITY;
    await cabinet.clock.advance(15_000);
    expect(await cabinet.kinds('printer-1')).toEqual(['gateway-start', 'offline']);
    expect(cabinet.conditions.at(-1)).toEqual({ ...alarm, active: false });
  });

  test('what a disk that stays full pushes out of memory is counted in the file', async () => {
    let isFull = false;
    const files = hookedFiles({
      beforeWrite: async () => {
        if (isFull) throw errno('ENOSPC');
      },
    });
    const cabinet = await Cabinet.open({ files });
    isFull = true;
    const file = cabinet.files.get('printer-1');
    for (let index = 0; index < 1_200; index++) file?.tell(note(String(index)));
    await cabinet.written('printer-1');
    isFull = false;
    await cabinet.clock.advance(15_000);
    const [, gap, first, ...rest] = await cabinet.entries('printer-1');
    expect(gap).toMatchObject({ kind: 'gap', data: { entries: 200 } });
    expect(first?.data['note']).toBe('200');
    expect(rest).toHaveLength(999);
  });
});

describe('the bound', () => {
  /** A year of notes of 400 bytes, so many a day. */
  async function year(cabinet: Cabinet, device: string, perDay: number) {
    const file = cabinet.files.get(device);
    for (let days = 0; days < 365; days++) {
      for (let index = 0; index < perDay; index++) file?.tell(note('x'.repeat(300)));
      cabinet.clock.jump(day);
      if (days % 10 === 0) await cabinet.written(device);
    }
    await cabinet.written(device);
  }

  test('the oldest months of the longest file go; what was bought and mended stays, and the file says what went', async () => {
    const cabinet = await Cabinet.open({ maxBytes: 600_000 }, new VirtualClock(Date.UTC(2026, 0, 1)));
    await cabinet.files.get('board-1')?.tellDurably(note('quiet'));
    const file = cabinet.files.get('printer-1');
    await file?.tellDurably({ kind: 'purchase', data: { note: '采购 2026', operator: '李' } });
    await file?.tellDurably({ kind: 'part-change', data: { note: 'cutter', operator: '李', part: 'cutter' } });
    await year(cabinet, 'printer-1', 8);
    await cabinet.files.stop();
    await cabinet.start();
    const entries = await cabinet.entries('printer-1');
    expect(entries.map(({ kind }) => kind).slice(0, 2)).toEqual(['purchase', 'part-change']);
    expect(entries.filter(({ kind }) => kind === 'shortened').map(({ data }) => data)).toContainEqual({
      ...{ month: '2026-07', entries: 248, kept: 0, reason: 'size' },
    });
    expect(entries.length).toBeLessThan(2_000);
    expect((await cabinet.entries('board-1')).map(({ data }) => data['note'])).toContain('quiet');
    const sizes = await Promise.all(
      (await names(cabinet, 'printer-1')).map(
        async (name) => (await readFile(join(cabinet.root, 'printer-1', name))).length,
      ),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(650_000);
    expect(await file?.history?.tail.seq).toBeGreaterThan(2_900);
  });

  test('what is older than its days goes, for devices of the configuration never the newest', async () => {
    const cabinet = await Cabinet.open({ maxAgeDays: 31 }, new VirtualClock(Date.UTC(2026, 0, 10)));
    await cabinet.files.get('board-1')?.tellDurably(note('old'));
    await cabinet.files.get('printer-1')?.tellDurably(note('old'));
    cabinet.clock.jump(100 * day);
    await cabinet.files.get('printer-1')?.tellDurably(note('new'));
    await cabinet.files.stop();
    await cabinet.start([], { devices: new Map([['printer-1', 'network']]) });
    const notes = (await cabinet.entries('printer-1')).flatMap(({ data }) => data['note'] ?? []);
    expect(notes).toEqual(['new']);
    // board-1 said its gateway-stop in April: that month stays, January is gone; in summer all of it is.
    expect(await names(cabinet, 'board-1')).toEqual(['2026-04.log']);
    await cabinet.files.stop();
    cabinet.clock.jump(100 * day);
    await cabinet.start([], { devices: new Map([['printer-1', 'network']]) });
    expect(cabinet.files.ids).toEqual(['printer-1']);
  });
});
