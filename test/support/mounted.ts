import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system of its own, in memory. */
export interface Mounted {
  readonly path: string;
  /** Leaves so many bytes free, by a file of somebody else. */
  fill(freeBytes?: number): void;
  /** Removes that file. */
  makeRoom(): void;
  remount(mode: 'ro' | 'rw'): void;
  unmount(): void;
}

/** undefined, and says why, where this process may not mount. */
export function mountSmallDisk(megabytes: number): Mounted | undefined {
  const path = mkdtempSync(join(tmpdir(), 'branch-gateway-disk-'));
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' });
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', path);
  } catch (error) {
    rmSync(path, { recursive: true });
    process.stdout.write(`a disk of its own may not be mounted here: ${(error as Error).message.trim()}\n`);
    return undefined;
  }
  const filler = join(path, 'somebody-elses-file');
  return {
    path,
    fill(freeBytes = 0) {
      const { bavail, bsize } = statfsSync(path);
      try {
        writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes), 1));
      } catch (error) {
        // Somebody took a page meanwhile: then it is fuller than asked for.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    makeRoom: () => rmSync(filler),
    remount: (mode) => void run('mount', '-o', `remount,${mode}`, path),
    unmount() {
      // A process that is about to end may still have files here.
      run('umount', '--lazy', path);
      rmSync(path, { recursive: true });
    },
  };
}
