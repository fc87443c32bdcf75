import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import { type Files, nodeFiles, type OpenFile } from '../../../gateway/storage/files.js';
import { type Log, type LogReport, openLog } from '../../../gateway/storage/log.js';
import { openStore, type Store, type StoreOptions, type StoreReport } from '../../../gateway/storage/store.js';

/** An empty directory that is gone after the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'branch-gateway-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface OpenedLog {
  readonly log: Log;
  readonly records: string[];
  readonly reports: LogReport[];
}

export async function openedLog(path: string, files: Files = nodeFiles): Promise<OpenedLog> {
  const records: string[] = [];
  const reports: LogReport[] = [];
  const log = await openLog({
    path,
    files,
    onRecord: (payload) => records.push(text(payload)),
    onReport: (report) => reports.push(report),
  });
  return { log, records, reports };
}

/** What a fresh start finds in the log. */
export async function recordsOf(path: string, files: Files = nodeFiles): Promise<string[]> {
  const { log, records } = await openedLog(path, files);
  await log.close();
  return records;
}

export async function openedStore(
  directory: string,
  options: Partial<StoreOptions> = {},
): Promise<{ store: Store; reports: StoreReport[] }> {
  const reports: StoreReport[] = [];
  const onReport = (report: StoreReport) => reports.push(report);
  return { store: await openStore({ directory, clock: systemClock, onReport, ...options }), reports };
}

export const bytes = (value: string): Uint8Array => Buffer.from(value, 'utf8');
export const text = (payload: Uint8Array): string => Buffer.from(payload).toString('utf8');
export const namesIn = async (directory: string) => (await readdir(directory)).sort();
export const sizeOf = async (path: string) => (await readFile(path)).length;

/** Lets a test stand in the way of the writes to open files. */
export interface Hooks {
  beforeWrite?(bytes: Uint8Array, position: number, file: OpenFile): Promise<void>;
  beforeDatasync?(): Promise<void>;
  beforeTruncate?(): Promise<void>;
  beforeRename?(): Promise<void>;
  beforeSyncDirectory?(): Promise<void>;
}

/** The real file system with hooks in front. */
export function hookedFiles(hooks: Hooks): Files {
  const hooked = (file: OpenFile): OpenFile => ({
    read: (into, position) => file.read(into, position),
    async write(data, position) {
      await hooks.beforeWrite?.(data, position, file);
      await file.write(data, position);
    },
    async writeThrough(data, position) {
      await this.write(data, position);
      await this.datasync();
    },
    async datasync() {
      await hooks.beforeDatasync?.();
      await file.datasync();
    },
    async truncate(length) {
      await hooks.beforeTruncate?.();
      await file.truncate(length);
    },
    close: () => file.close(),
  });
  return {
    ...nodeFiles,
    open: async (path) => hooked(await nodeFiles.open(path)),
    create: async (path) => hooked(await nodeFiles.create(path)),
    async rename(from, to) {
      await hooks.beforeRename?.();
      await nodeFiles.rename(from, to);
    },
    async syncDirectory(path) {
      await hooks.beforeSyncDirectory?.();
      await nodeFiles.syncDirectory(path);
    },
  };
}

export function errno(code: string): Error {
  return Object.assign(new Error(`${code}: by the test`), { code });
}

/** A disk on which a file may grow to `quota.bytes`; a write over that takes what fits and fails with ENOSPC. */
export function filesWithQuota(quota: { bytes: number }): Files {
  return hookedFiles({
    async beforeWrite(data, position, file) {
      const room = quota.bytes - position;
      if (data.length <= room) return;
      if (room > 0) await file.write(data.subarray(0, room), position);
      throw errno('ENOSPC');
    },
  });
}
