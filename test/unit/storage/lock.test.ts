import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockDirectory } from '../../../gateway/storage/lock.js';
import { namesIn, temporaryDirectory } from './support.js';

const mine = `lock.${process.pid}`;
const deadPid = () => spawnSync('true').pid;

/** What the lock of a process holds. */
async function markOf(pid: number): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return `${boot.trim()}:${/\) (?:\S+ ){19}(\d+)/.exec(stat)![1]}`;
}

describe('the lock of a state directory', () => {
  test('names its process, and is gone when released', async () => {
    const directory = await temporaryDirectory();
    const lock = await lockDirectory(directory);
    expect(lock.takenFrom).toEqual([]);
    expect(await namesIn(directory)).toEqual([mine]);
    expect(await readFile(join(directory, mine), 'utf8')).toBe(await markOf(process.pid));
    await lock.release();
    expect(await namesIn(directory)).toEqual([]);
  });

  test('keeps a second gateway of the same process out, and says who is in', async () => {
    const directory = await temporaryDirectory();
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      field: 'gateway.stateDir',
      message: expect.stringContaining(`in use by a running gateway (process ${process.pid})`),
    });
    expect(await namesIn(directory)).toEqual([mine]);
    await lock.release();
    await (await lockDirectory(directory)).release();
  });

  test('of another living process keeps us out and stays', async () => {
    const directory = await temporaryDirectory();
    const other = spawn('sleep', ['60']);
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other, 'spawn');
    await writeFile(join(directory, `lock.${other.pid}`), await markOf(other.pid!));
    await expect(lockDirectory(directory)).rejects.toThrow(`process ${other.pid}`);
    expect(await namesIn(directory)).toEqual([`lock.${other.pid}`]);

    other.kill('SIGKILL');
    await once(other, 'exit');
    const lock = await lockDirectory(directory);
    expect(lock.takenFrom).toEqual([other.pid]);
    expect(await namesIn(directory)).toEqual([mine]);
    await lock.release();
  });

  test('of a process that is long gone is taken over', async () => {
    const directory = await temporaryDirectory();
    const pid = deadPid();
    await writeFile(join(directory, `lock.${pid}`), 'boot:1');
    const lock = await lockDirectory(directory);
    expect(lock.takenFrom).toEqual([pid]);
    await lock.release();
  });

  test('is taken over when its pid now belongs to a later process, as in a restarted container', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, mine), 'an earlier boot:1');
    const lock = await lockDirectory(directory);
    expect(lock.takenFrom).toEqual([process.pid]);
    expect(await namesIn(directory)).toEqual([mine]);
    await lock.release();
  });

  test('that a power cut left empty is taken over though its pid is in use', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'lock.1'), '');
    const lock = await lockDirectory(directory);
    expect(lock.takenFrom).toEqual([1]);
    await lock.release();
  });

  test('leaves other files alone', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'lock.txt'), '');
    await writeFile(join(directory, 'store.log'), '');
    const lock = await lockDirectory(directory);
    await lock.release();
    expect(await namesIn(directory)).toEqual(['lock.txt', 'store.log']);
  });
});
