import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../drivers/index.js';

export interface Lock {
  /** Processes that died without giving the directory back. */
  readonly takenFrom: readonly number[];
  release(): Promise<void>;
}

/**
 * Makes this process the only user of a state directory. Each process first puts up `lock.<pid>`, then looks for the
 * locks of others, so two that start in the same instant may both be refused but never both get in. The lock of a dead
 * process (kill -9, power cut) is removed. Rejects with CONFIG_INVALID, field `gateway.stateDir`, when another is alive.
 * Processes of another machine or another container that shares the directory are not seen.
 */
export async function lockDirectory(directory: string): Promise<Lock> {
  const mine = join(directory, `lock.${process.pid}`);
  // One with our own pid may also be of an earlier process, e.g. of the last run of a container.
  const takenFrom = await owners(directory);
  await refuseWhenOneLives(directory, takenFrom);
  for (const pid of takenFrom) await rm(join(directory, `lock.${pid}`), { force: true });
  // Renamed into place with its content: nobody ever reads a lock that is not yet filled.
  await writeFile(`${mine}.new`, await startOf(process.pid), { mode: 0o600 });
  await rename(`${mine}.new`, mine);
  try {
    const others = (await owners(directory)).filter((pid) => pid !== process.pid);
    await refuseWhenOneLives(directory, others);
  } catch (error) {
    await rm(mine, { force: true });
    throw error;
  }
  return { takenFrom, release: () => rm(mine, { force: true }) };
}

async function owners(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names.flatMap((name) => (/^lock\.\d+$/.test(name) ? [Number(name.slice('lock.'.length))] : []));
}

async function refuseWhenOneLives(directory: string, pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    const started = await readFile(join(directory, `lock.${pid}`), 'utf8').catch(() => '');
    if (!isRunning(pid) || started !== (await startOf(pid))) continue;
    throw new GatewayError(
      'CONFIG_INVALID',
      `the state directory ${directory} is in use by a running gateway (process ${pid}); each gateway needs its own`,
      { field: 'gateway.stateDir' },
    );
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Tells a process from a later one with the same pid (in a container always 1): boot of the machine and start in clock
 * ticks since then. Where there is no /proc all processes of a pid look the same.
 */
async function startOf(pid: number): Promise<string> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22 of proc(5); counted from behind the name, which is field 2 and may hold spaces.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot}:${ticks}`;
  } catch {
    return 'unknown';
  }
}
