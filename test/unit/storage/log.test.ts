import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFiles } from '../../../gateway/storage/files.js';
import { encodeHeader, encodeRecord, headerBytes, maxPayloadBytes } from '../../../gateway/storage/frame.js';
import {
  bytes,
  errno,
  filesWithQuota,
  hookedFiles,
  namesIn,
  openedLog,
  recordsOf,
  sizeOf,
  temporaryDirectory,
} from './support.js';

const newPath = async () => join(await temporaryDirectory(), 'x.log');

describe('a log', () => {
  test('is empty when new, and gives back in order what was appended', async () => {
    const path = await newPath();
    const { log, records, reports } = await openedLog(path);
    expect([records, reports, log.size]).toEqual([[], [], headerBytes]);
    await log.append(bytes('one'));
    await log.append(bytes('two'));
    await log.close();
    expect(await recordsOf(path)).toEqual(['one', 'two']);
    expect(await sizeOf(path)).toBe(log.size);
  });

  test('goes on behind what it found', async () => {
    const path = await newPath();
    for (const value of ['one', 'two', 'three']) {
      const { log } = await openedLog(path);
      await log.append(bytes(value));
      await log.close();
    }
    expect(await recordsOf(path)).toEqual(['one', 'two', 'three']);
  });

  test('refuses an empty and an oversized record and takes the next', async () => {
    const path = await newPath();
    const { log } = await openedLog(path);
    await expect(log.append(bytes(''))).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    await expect(log.append(new Uint8Array(maxPayloadBytes + 1))).rejects.toThrow(/1048576 bytes, not 1048577/);
    await log.append(bytes('good'));
    await log.close();
    expect(await recordsOf(path)).toEqual(['good']);
  });

  test('finishes what was appended when it is closed, and takes nothing after', async () => {
    const path = await newPath();
    const { log } = await openedLog(path);
    const appended = log.append(bytes('last'));
    const closed = log.close();
    await expect(log.append(bytes('late'))).rejects.toMatchObject({ code: 'STORAGE_CLOSED' });
    await Promise.all([appended, closed, log.close()]);
    expect(await recordsOf(path)).toEqual(['last']);
  });

  test('syncs before it acknowledges', async () => {
    const path = await newPath();
    const seen: string[] = [];
    const files = hookedFiles({
      beforeWrite: async () => void seen.push('write'),
      beforeDatasync: async () => void seen.push('sync'),
    });
    const { log } = await openedLog(path, files);
    seen.length = 0;
    await log.append(bytes('one')).then(() => seen.push('acknowledged'));
    await log.close();
    expect(seen).toEqual(['write', 'sync', 'acknowledged']);
  });

  test('64 appends at once share one sync, and those that come during it the next', async () => {
    const path = await newPath();
    let syncs = 0;
    let during: Promise<unknown> | undefined;
    const some = (prefix: string) => Promise.all(Array.from({ length: 64 }, (_, i) => log.append(bytes(prefix + i))));
    const files = hookedFiles({
      async beforeDatasync() {
        syncs += 1;
        if (syncs === 2) during = some('b');
      },
    });
    const { log } = await openedLog(path, files);
    expect(syncs).toBe(1);
    await some('a');
    await during;
    expect(syncs).toBe(3);
    await log.close();
    expect(await recordsOf(path)).toHaveLength(128);
  });
});

describe('a log after a crash', () => {
  test('cuts a record torn at any byte and keeps all before it', async () => {
    const path = await newPath();
    const whole = Buffer.concat([encodeHeader(), encodeRecord(bytes('one')), encodeRecord(bytes('the last record'))]);
    const lastAt = whole.length - encodeRecord(bytes('the last record')).length;
    for (let length = lastAt + 1; length < whole.length; length++) {
      await writeFile(path, whole.subarray(0, length));
      const { log, records, reports } = await openedLog(path);
      expect(records).toEqual(['one']);
      expect(reports).toEqual([{ kind: 'torn-tail', cutBytes: length - lastAt }]);
      await log.append(bytes('next'));
      await log.close();
      expect(await recordsOf(path)).toEqual(['one', 'next']);
    }
  });

  test('removes what a rewrite that was cut short left', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'x.log.new'), 'half a snapshot');
    await recordsOf(join(directory, 'x.log'));
    expect(await namesIn(directory)).toEqual(['x.log']);
  });

  test('a file whose header was torn off starts anew and stays beside', async () => {
    const path = await newPath();
    await writeFile(path, encodeHeader().subarray(0, 5));
    const { log, records, reports } = await openedLog(path);
    expect(records).toEqual([]);
    expect(reports).toEqual([{ kind: 'damaged', lostBytes: 5, copy: `${path}.damaged` }]);
    await log.append(bytes('one'));
    await log.close();
    expect(await recordsOf(path)).toEqual(['one']);
  });
});

describe('a log with damage in the middle', () => {
  async function damagedLog() {
    const path = await newPath();
    const { log } = await openedLog(path);
    for (const value of ['one', 'two', 'three']) await log.append(bytes(value));
    await log.close();
    const content = await readFile(path);
    content[headerBytes + encodeRecord(bytes('one')).length + 9] = 0;
    await writeFile(path, content);
    return { path, content };
  }

  test('keeps the good records on both sides, says what is lost and keeps the old file', async () => {
    const { path, content } = await damagedLog();
    const { log, records, reports } = await openedLog(path);
    expect(records).toEqual(['one', 'three']);
    expect(reports).toEqual([{ kind: 'damaged', lostBytes: 11, copy: `${path}.damaged` }]);
    expect(await readFile(`${path}.damaged`)).toEqual(content);
    await log.append(bytes('four'));
    await log.close();
  });

  test('is whole after that: the next start has nothing to report', async () => {
    const { path } = await damagedLog();
    await recordsOf(path);
    const { log, records, reports } = await openedLog(path);
    await log.close();
    expect([records, reports]).toEqual([['one', 'three'], []]);
  });

  test('a disk too full to repair it leaves the file untouched', async () => {
    const { path, content } = await damagedLog();
    await expect(openedLog(path, filesWithQuota({ bytes: 4 }))).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    expect(await readFile(path)).toEqual(content);
  });

  test('a file of a newer version is refused, not cut', async () => {
    const path = await newPath();
    const content = Buffer.concat([encodeHeader(2), bytes('who knows')]);
    await writeFile(path, content);
    await expect(openedLog(path)).rejects.toThrow(/format version 2; this gateway reads version 1/);
    await expect(openedLog(path)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
    expect(await readFile(path)).toEqual(content);
  });
});

describe('a log on a full or failing disk', () => {
  test('the real ENOSPC of /dev/full comes through', async () => {
    const full = await nodeFiles.open('/dev/full');
    await expect(full.write(bytes('anything'), 0)).rejects.toMatchObject({ code: 'ENOSPC' });
    await full.close();
  });

  test('rejects everybody who waits, leaves no half record, and goes on when there is space', async () => {
    const path = await newPath();
    const quota = { bytes: 60 };
    const { log } = await openedLog(path, filesWithQuota(quota));
    await log.append(bytes('fits'));
    const size = await sizeOf(path);
    const refused = await Promise.allSettled([log.append(bytes('x'.repeat(40))), log.append(bytes('small'))]);
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(log.append(bytes('y'.repeat(40)))).rejects.toMatchObject({
      code: 'STORAGE_WRITE_FAILED',
      retryable: true,
      message: expect.stringContaining('ENOSPC'),
    });
    expect(await sizeOf(path)).toBe(size);
    quota.bytes = 1000;
    await log.append(bytes('z'.repeat(40)));
    await log.close();
    expect(await recordsOf(path)).toEqual(['fits', 'z'.repeat(40)]);
  });

  test('a failed sync rejects also the records that came during it: none outlives an earlier one', async () => {
    const path = await newPath();
    let sick = false;
    let during: Promise<void> | undefined;
    const files = hookedFiles({
      async beforeDatasync() {
        if (!sick) return;
        sick = false;
        during = log.append(bytes('during'));
        during.catch(() => undefined);
        throw errno('EIO');
      },
    });
    const { log } = await openedLog(path, files);
    sick = true;
    await expect(log.append(bytes('first'))).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    await expect(during).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    await log.append(bytes('healed'));
    await log.close();
    expect(await recordsOf(path)).toEqual(['healed']);
  });

  test('writes nothing behind bytes it could not take back', async () => {
    const path = await newPath();
    let sick = false;
    const fail = async () => {
      if (sick) throw errno('EIO');
    };
    const { log } = await openedLog(path, hookedFiles({ beforeDatasync: fail, beforeTruncate: fail }));
    await log.append(bytes('one'));
    sick = true;
    await expect(log.append(bytes('two'))).rejects.toThrow('EIO');
    await expect(log.append(bytes('three'))).rejects.toThrow('EIO');
    sick = false;
    await log.append(bytes('four'));
    await log.close();
    expect(await recordsOf(path)).toEqual(['one', 'four']);
  });
});

describe('rewriting a log', () => {
  test('replaces the content; what is appended meanwhile comes behind it', async () => {
    const path = await newPath();
    const { log } = await openedLog(path);
    for (let i = 0; i < 100; i++) await log.append(bytes(`old ${i}`));
    let during: Promise<void> | undefined;
    await log.rewrite(() => {
      during = log.append(bytes('meanwhile'));
      return [bytes('snapshot')];
    });
    await during;
    await log.append(bytes('after'));
    expect(log.size).toBe(await sizeOf(path));
    await log.close();
    expect(await recordsOf(path)).toEqual(['snapshot', 'meanwhile', 'after']);
  });

  test('a snapshot of many pieces arrives whole', async () => {
    const path = await newPath();
    const { log } = await openedLog(path);
    const pieces = Array.from({ length: 2_000 }, (_, i) => `${i} ${'p'.repeat(500)}`);
    await log.rewrite(() => pieces.map(bytes));
    await log.close();
    expect(await recordsOf(path)).toEqual(pieces);
  });

  test.each(['write', 'sync', 'rename'])('when the %s fails the old content stays and is appended to', async (step) => {
    const path = await newPath();
    let sick: string | undefined;
    const failAt = (name: string) => async () => {
      if (sick === name) throw errno('ENOSPC');
    };
    const files = hookedFiles({
      beforeWrite: failAt('write'),
      beforeDatasync: failAt('sync'),
      beforeRename: failAt('rename'),
    });
    const { log } = await openedLog(path, files);
    await log.append(bytes('old'));
    sick = step;
    await expect(log.rewrite(() => [bytes('new')])).rejects.toMatchObject({ code: 'STORAGE_WRITE_FAILED' });
    sick = undefined;
    await log.append(bytes('next'));
    await log.close();
    expect(await recordsOf(path)).toEqual(['old', 'next']);
  });

  test('acknowledges nothing in the new file before its name is safe', async () => {
    const path = await newPath();
    let sick = false;
    const files = hookedFiles({
      async beforeSyncDirectory() {
        if (sick) throw errno('EIO');
      },
    });
    const { log } = await openedLog(path, files);
    sick = true;
    await expect(log.rewrite(() => [bytes('snapshot')])).rejects.toThrow('EIO');
    await expect(log.append(bytes('one'))).rejects.toThrow('EIO');
    sick = false;
    await log.append(bytes('two'));
    await log.close();
    expect(await recordsOf(path)).toEqual(['snapshot', 'two']);
  });
});

test('a log cut and extended by hand is still read up to the cut', async () => {
  const path = await newPath();
  const { log } = await openedLog(path);
  await log.append(bytes('one'));
  await log.append(bytes('two'));
  await log.close();
  await truncate(path, log.size - 1);
  await appendFile(path, 'noise');
  expect(await recordsOf(path)).toEqual(['one']);
});
