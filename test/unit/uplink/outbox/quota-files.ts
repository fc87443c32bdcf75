import { type Files, nodeFiles, type OpenFile } from '../../../../gateway/storage/files.js';

/** The real file system, on which all that is written may have so many bytes; a write over that fails with ENOSPC. */
export function quotaFiles(quota: { bytes: number }): Files {
  const bounded = (file: OpenFile): OpenFile => {
    const write = (how: 'write' | 'writeThrough') => async (bytes: Uint8Array, position: number) => {
      if (bytes.length > quota.bytes)
        throw Object.assign(new Error('ENOSPC: no space, by the test'), { code: 'ENOSPC' });
      quota.bytes -= bytes.length;
      await file[how](bytes, position);
    };
    return {
      read: (into, position) => file.read(into, position),
      write: write('write'),
      writeThrough: write('writeThrough'),
      datasync: () => file.datasync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };
  return {
    ...nodeFiles,
    open: async (path) => bounded(await nodeFiles.open(path)),
    create: async (path) => bounded(await nodeFiles.create(path)),
  };
}
