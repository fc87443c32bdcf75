import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { type Files, nodeFiles, type OpenFile, type ReadableFile } from '../../gateway/storage/files.js';
import type { Death, Stage } from './uplink-kill-order.js';

/** The operations of each stage, as `operation kind-of-file`. */
const operations: Readonly<Record<Exclude<Stage, 'any'>, readonly string[]>> = {
  commit: ['writeThrough segment'],
  rotate: ['create segment', 'syncDirectory directory'],
  // The cursor is synced where an eviction is decided, and as long as it is not told.
  evict: ['datasync cursor'],
  remove: ['remove segment'],
  cursor: ['write cursor'],
  drain: ['openToRead segment', 'read segment'],
};

function kindOf(path: string): string {
  const name = basename(path);
  return name.endsWith('.seg') ? 'segment' : name === 'cursor' ? 'cursor' : 'directory';
}

function die(death: Death, operation: string): Promise<never> {
  writeSync(1, `died ${death.stage}, ${death.moment} ${operation}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing of ours happens in it.
  for (;;);
}

/** The real file system, in which this process dies of SIGKILL at one operation. */
export function mortalFiles(death: Death): Files {
  let count = 0;
  const isFatal = (operation: string): boolean => {
    if (death.stage !== 'any' && !operations[death.stage].includes(operation)) return false;
    count += 1;
    return count === death.nth;
  };
  const step = async <T>(name: string, path: string, run: () => Promise<T>, part?: () => Promise<void>): Promise<T> => {
    const operation = `${name} ${kindOf(path)}`;
    if (!isFatal(operation)) return run();
    if (death.moment === 'first part') await part?.();
    if (death.moment === 'under way') run().catch(() => undefined);
    if (death.moment === 'after') await run();
    return die(death, operation);
  };
  const readable = (path: string, file: ReadableFile): ReadableFile => ({
    read: (into, position) => step('read', path, () => file.read(into, position)),
    close: () => file.close(),
  });
  const writable = (path: string, file: OpenFile): OpenFile => {
    const write = (name: 'write' | 'writeThrough') => (bytes: Uint8Array, position: number) =>
      step(
        name,
        path,
        () => file[name](bytes, position),
        () => file[name](bytes.subarray(0, Math.floor((bytes.length * (death.nth % 7)) / 7)), position),
      );
    return {
      ...readable(path, file),
      write: write('write'),
      writeThrough: write('writeThrough'),
      datasync: () => step('datasync', path, () => file.datasync()),
      truncate: (length) => step('truncate', path, () => file.truncate(length)),
    };
  };
  return {
    read: (path) => step('readAll', path, () => nodeFiles.read(path)),
    readStart: (path, length) => step('readStart', path, () => nodeFiles.readStart(path, length)),
    open: async (path) => writable(path, await step('open', path, () => nodeFiles.open(path))),
    openToRead: async (path) => readable(path, await step('openToRead', path, () => nodeFiles.openToRead(path))),
    create: async (path) => writable(path, await step('create', path, () => nodeFiles.create(path))),
    rename: (from, to) => step('rename', from, () => nodeFiles.rename(from, to)),
    copy: (from, to) => step('copy', from, () => nodeFiles.copy(from, to)),
    remove: (path) => step('remove', path, () => nodeFiles.remove(path)),
    list: (directory) => step('list', directory, () => nodeFiles.list(directory)),
    makeDirectory: (path) => step('makeDirectory', path, () => nodeFiles.makeDirectory(path)),
    syncDirectory: (path) => step('syncDirectory', path, () => nodeFiles.syncDirectory(path)),
  };
}
