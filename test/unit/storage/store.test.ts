import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encodeHeader, encodeRecord, headerBytes } from '../../../gateway/storage/frame.js';
import {
  bytes,
  errno,
  filesWithQuota,
  hookedFiles,
  namesIn,
  openedStore,
  sizeOf,
  temporaryDirectory,
} from './support.js';

const ticket = z.object({ number: z.string(), copies: z.number().default(1) });
const counter = z.number();

const logOf = (directory: string) => join(directory, 'store.log');

/** A log file whose records are these texts. */
const writeLog = (directory: string, ...payloads: string[]) =>
  writeFile(logOf(directory), Buffer.concat([encodeHeader(), ...payloads.map((p) => encodeRecord(bytes(p)))]));

describe('a table', () => {
  test('changes in memory at once and is the same after a restart', async () => {
    const directory = await temporaryDirectory();
    const { store } = await openedStore(directory);
    const tickets = store.table('tickets', ticket);
    const put = tickets.put('t1', { number: 'A001', copies: 1 });
    expect(tickets.get('t1')).toEqual({ number: 'A001', copies: 1 });
    await Promise.all([put, tickets.put('t2', { number: 'A002', copies: 2 }), tickets.delete('t1')]);
    expect([tickets.size, tickets.has('t1'), tickets.get('t1')]).toEqual([1, false, undefined]);
    await store.close();

    const again = await openedStore(directory);
    expect(again.reports).toEqual([]);
    expect([...again.store.table('tickets', ticket).entries()]).toEqual([['t2', { number: 'A002', copies: 2 }]]);
    await again.store.close();
  });

  test('keeps keys of any text apart from those of other tables', async () => {
    const directory = await temporaryDirectory();
    const { store } = await openedStore(directory);
    const [a, b] = [store.table('a', counter), store.table('b', counter)];
    const keys = ['', '/', '__proto__', '柜台一', '\u0000', 'x'.repeat(1_000)];
    await Promise.all(keys.flatMap((key, i) => [a.put(key, i), b.put(key, -i)]));
    await store.close();
    const again = await openedStore(directory);
    expect([...again.store.table('a', counter).entries()]).toEqual(keys.map((key, i) => [key, i]));
    expect(again.store.table('b', counter).get('柜台一')).toBe(-3);
    await again.store.close();
  });

  test('cannot be opened twice: the second schema could be another one', async () => {
    const { store } = await openedStore(await temporaryDirectory());
    store.table('tickets', ticket);
    expect(() => store.table('tickets', ticket)).toThrow('table tickets is already in use');
    await store.close();
  });

  test('drops and reports a stored value that does not fit, and keeps the others', async () => {
    const directory = await temporaryDirectory();
    await writeLog(directory, '[["tickets","bad",{"number":7}]]', '[["tickets","good",{"number":"A001"}]]');
    const { store, reports } = await openedStore(directory);
    const tickets = store.table('tickets', ticket);
    expect([...tickets.entries()]).toEqual([['good', { number: 'A001', copies: 1 }]]);
    expect(reports).toEqual([
      { kind: 'value-dropped', table: 'tickets', key: 'bad', problem: expect.stringContaining('number') },
    ]);
    await store.close();
  });
});

describe('the store', () => {
  test.each(['no json', '{"table":"tickets"}', '[["tickets"]]', '[["tickets",1,2]]', '[["t","k",1,2]]', '[7]'])(
    'skips a record %j that is not one of its own',
    async (record) => {
      const directory = await temporaryDirectory();
      await writeLog(directory, '[["c","before",1]]', record, '[["c","after",2]]');
      const { store, reports } = await openedStore(directory);
      expect([...store.table('c', counter).entries()]).toEqual([
        ['before', 1],
        ['after', 2],
      ]);
      expect(reports).toEqual([{ kind: 'record-dropped', bytes: record.length }]);
      await store.close();
    },
  );

  test('makes its directory, closed to other users', async () => {
    const directory = join(await temporaryDirectory(), 'a', 'b');
    const { store } = await openedStore(directory);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await store.close();
    expect(await namesIn(directory)).toEqual(['store.log']);
  });

  test('lets one gateway only into a directory', async () => {
    const directory = await temporaryDirectory();
    const { store } = await openedStore(directory);
    await expect(openedStore(directory)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await store.close();
    const { store: next } = await openedStore(directory);
    await next.close();
  });

  test('says so when the directory cannot be made, and when the log cannot be read', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'file'), '');
    await expect(openedStore(join(directory, 'file', 'state'))).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    await writeFile(logOf(directory), encodeHeader(9));
    await expect(openedStore(directory)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
    expect(await namesIn(directory)).toEqual(['file', 'store.log']);
  });

  test('passes on what its log had to repair', async () => {
    const directory = await temporaryDirectory();
    await writeFile(logOf(directory), Buffer.concat([encodeHeader(), bytes('torn')]));
    const { store, reports } = await openedStore(directory);
    expect(reports).toEqual([{ kind: 'torn-tail', cutBytes: 4 }]);
    await store.close();
  });

  test('commits changes of several tables in one record', async () => {
    const directory = await temporaryDirectory();
    const { store } = await openedStore(directory);
    const [tickets, counts] = [store.table('tickets', ticket), store.table('counts', counter)];
    await counts.put('old', 1);
    const before = await sizeOf(logOf(directory));
    await store.commit([
      tickets.change('t1', { number: 'A001', copies: 1 }),
      counts.change('A', 1),
      counts.change('old', undefined),
    ]);
    await store.commit([]);
    await store.close();

    // Torn anywhere, all of it is gone; whole, all of it is there.
    const whole = await readFile(logOf(directory));
    for (const length of [before, before + 1, whole.length - 1, whole.length]) {
      await writeFile(logOf(directory), whole.subarray(0, length));
      const again = await openedStore(directory);
      const sizes = [again.store.table('tickets', ticket).size, [...again.store.table('counts', counter).entries()]];
      expect(sizes).toEqual(length === whole.length ? [1, [['A', 1]]] : [0, [['old', 1]]]);
      await again.store.close();
    }
  });

  test('refuses a commit over 1 MiB by name, without changing anything', async () => {
    const { store } = await openedStore(await temporaryDirectory());
    const texts = store.table('texts', z.string());
    await expect(texts.put('novel', 'x'.repeat(1024 * 1024))).rejects.toThrow(
      /texts\/novel: 10485\d\d bytes, at most 1048576/,
    );
    expect(texts.has('novel')).toBe(false);
    await store.close();
  });

  test('takes nothing after it was closed, and closes once', async () => {
    const directory = await temporaryDirectory();
    const { store } = await openedStore(directory);
    const counts = store.table('counts', counter);
    const last = counts.put('last', 1);
    const closed = store.close();
    await expect(counts.put('late', 2)).rejects.toMatchObject({ code: 'STORAGE_CLOSED' });
    expect(counts.has('late')).toBe(false);
    await Promise.all([last, closed, store.close()]);
  });

  test('writes 64 puts at once with one sync', async () => {
    let syncs = 0;
    const files = hookedFiles({
      async beforeDatasync() {
        syncs += 1;
      },
    });
    const { store } = await openedStore(await temporaryDirectory(), { files });
    const counts = store.table('counts', counter);
    syncs = 0;
    await Promise.all(Array.from({ length: 64 }, (_, i) => counts.put(`${i}`, i)));
    expect(syncs).toBe(1);
    await store.close();
  });
});

describe('the store on a full disk', () => {
  test('rejects, keeps the change in memory, and writes it with the next one that fits', async () => {
    const directory = await temporaryDirectory();
    const quota = { bytes: headerBytes };
    const { store, reports } = await openedStore(directory, { files: filesWithQuota(quota) });
    const counts = store.table('counts', counter);
    await expect(counts.put('a', 1)).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    await expect(counts.put('a', 2)).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    await expect(counts.delete('a')).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    await expect(counts.put('b', 3)).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    expect([...counts.entries()]).toEqual([['b', 3]]);
    quota.bytes = 1_000;
    await counts.put('c', 4);
    expect(reports.map(({ kind }) => kind)).toEqual(['write-failed', 'write-restored']);
    await store.close();

    const again = await openedStore(directory);
    expect(Object.fromEntries(again.store.table('counts', counter).entries())).toEqual({ b: 3, c: 4 });
    await again.store.close();
  });

  test('never saves half of a commit later, even when there is more to save than a record holds', async () => {
    const directory = await temporaryDirectory();
    const quota = { bytes: headerBytes };
    const { store, reports } = await openedStore(directory, { files: filesWithQuota(quota) });
    const texts = store.table('texts', z.string());
    const rows = Array.from({ length: 30 }, (_, i) => [`k${i}`, `${i} ${'x'.repeat(50_000)}`] as const);
    for (const [key, value] of rows) await expect(texts.put(key, value)).rejects.toThrow('ENOSPC');
    quota.bytes = 10_000_000;
    await texts.put('last', 'y');
    expect(reports.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['compacted', 'write-restored']));
    await store.close();
    const again = await openedStore(directory);
    expect([...again.store.table('texts', z.string()).entries()]).toEqual([...rows, ['last', 'y']]);
    await again.store.close();
  });

  test('saves at the end what it could not save before', async () => {
    const directory = await temporaryDirectory();
    const quota = { bytes: headerBytes };
    const { store } = await openedStore(directory, { files: filesWithQuota(quota) });
    await expect(store.table('counts', counter).put('a', 1)).rejects.toThrow('ENOSPC');
    quota.bytes = 1_000;
    await store.close();
    const again = await openedStore(directory);
    expect(again.store.table('counts', counter).get('a')).toBe(1);
    await again.store.close();
  });

  test('closes, and gives the directory back, though nothing can be saved', async () => {
    const directory = await temporaryDirectory();
    const { store } = await openedStore(directory, { files: filesWithQuota({ bytes: headerBytes }) });
    await expect(store.table('counts', counter).put('a', 1)).rejects.toThrow('ENOSPC');
    await store.close();
    expect(await namesIn(directory)).toEqual(['store.log']);
  });
});

describe('compaction', () => {
  const big = 'v'.repeat(1_000);

  async function grown(compactAboveBytes: number, files = hookedFiles({})) {
    const directory = await temporaryDirectory();
    const opened = await openedStore(directory, { compactAboveBytes, files });
    return { directory, ...opened, texts: opened.store.table('texts', z.string()) };
  }

  test('keeps the log small under endless rewriting of a few keys', async () => {
    const { directory, store, reports, texts } = await grown(50_000);
    for (let i = 0; i < 500; i++) await texts.put(`key ${i % 5}`, `${i} ${big}`);
    await store.close();
    expect(reports.filter(({ kind }) => kind === 'compacted').length).toBeGreaterThan(5);
    expect(await sizeOf(logOf(directory))).toBeLessThan(60_000);
    const again = await openedStore(directory);
    expect(
      [...again.store.table('texts', z.string()).entries()].map(([key, value]) => [key, parseInt(value, 10)]),
    ).toEqual([
      ['key 0', 495],
      ['key 1', 496],
      ['key 2', 497],
      ['key 3', 498],
      ['key 4', 499],
    ]);
    await again.store.close();
  });

  test('does not rewrite a log that is all alive', async () => {
    const { store, reports, texts } = await grown(50_000);
    for (let i = 0; i < 200; i++) await texts.put(`key ${i}`, big);
    expect(store.stats()).toMatchObject({ logBytes: expect.any(Number) });
    expect(store.stats().logBytes).toBeGreaterThan(200_000);
    await store.close();
    expect(reports).toEqual([]);
  });

  test('loses none of the writes that arrive meanwhile, deletions and commits included', async () => {
    const { directory, store, reports, texts } = await grown(20_000);
    const others = store.table('others', counter);
    const writes: Promise<void>[] = [];
    for (let i = 0; i < 300; i++) {
      writes.push(texts.put(`hot`, `${i} ${big}`), others.put(`n${i}`, i));
      if (i % 3 === 0) writes.push(store.commit([others.change(`n${i}`, undefined), others.change('deleted', i)]));
      if (i % 50 === 0) await Promise.all(writes);
    }
    await Promise.all(writes);
    const expected = Object.fromEntries(others.entries());
    await store.close();
    expect(reports.some(({ kind }) => kind === 'compacted')).toBe(true);
    const again = await openedStore(directory);
    expect(Object.fromEntries(again.store.table('others', counter).entries())).toEqual(expected);
    expect(again.store.table('texts', z.string()).get('hot')).toBe(`299 ${big}`);
    await again.store.close();
  });

  test('counts a big value that is overwritten in commits with small ones that stay', async () => {
    const { directory, store, texts } = await grown(20_000);
    const counts = store.table('counts', counter);
    for (let i = 0; i < 200; i++) await store.commit([counts.change(`n${i}`, i), texts.change('hot', big)]);
    await store.close();
    expect(await sizeOf(logOf(directory))).toBeLessThan(40_000);
  });

  test('carries tables along that this version does not open', async () => {
    const directory = await temporaryDirectory();
    await writeLog(directory, '[["of a later version","k",{"any":"thing"}]]');
    const { store } = await openedStore(directory, { compactAboveBytes: 5_000 });
    const texts = store.table('texts', z.string());
    for (let i = 0; i < 20; i++) await texts.put('hot', big);
    await store.close();
    expect(await sizeOf(logOf(directory))).toBeLessThan(10_000);
    const again = await openedStore(directory);
    expect(again.store.table('of a later version', z.unknown()).get('k')).toEqual({ any: 'thing' });
    await again.store.close();
  });

  test('that fails is reported, is not tried with every write, and harms nothing', async () => {
    let sick = true;
    const files = hookedFiles({
      async beforeRename() {
        if (sick) throw errno('ENOSPC');
      },
    });
    const directory = await temporaryDirectory();
    sick = false;
    const { store, reports } = await openedStore(directory, { compactAboveBytes: 20_000, files });
    sick = true;
    const texts = store.table('texts', z.string());
    for (let i = 0; i < 100; i++) await texts.put('hot', `${i} ${big}`);
    const failures = reports.filter(({ kind }) => kind === 'compaction-failed').length;
    expect(failures).toBeGreaterThan(1);
    expect(failures).toBeLessThan(7);
    await store.close();
    const again = await openedStore(directory);
    expect(again.store.table('texts', z.string()).get('hot')).toBe(`99 ${big}`);
    await again.store.close();
  });

  test('happens at the start when the log is due for it', async () => {
    const directory = await temporaryDirectory();
    await writeLog(directory, ...Array.from({ length: 30 }, (_, i) => `[["texts","hot","${i} ${big}"]]`));
    const { store, reports } = await openedStore(directory, { compactAboveBytes: 20_000 });
    await store.close();
    expect(reports).toEqual([
      { kind: 'compacted', beforeBytes: expect.any(Number), afterBytes: expect.any(Number), ms: expect.any(Number) },
    ]);
    expect(await sizeOf(logOf(directory))).toBeLessThan(2_000);
  });
});
