import { copyFile, type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';

/** A file open for writing; positions and lengths in bytes. */
export interface OpenFile {
  /** Writes all of `bytes` at `position`, or rejects; part of them may then be in the file. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when everything written so far survives a power cut. */
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** What the store needs of a file system, and no more, so that tests can fill the disk or cut the power. */
export interface Files {
  /** The whole file, or undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Opens a file that exists. */
  open(path: string): Promise<OpenFile>;
  /** Creates an empty file, or empties the one that is there. */
  create(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** Removes a file; no error when there is none. */
  remove(path: string): Promise<void>;
  /** Resolves when creations and renames in the directory survive a power cut. */
  syncDirectory(path: string): Promise<void>;
}

export const nodeFiles: Files = {
  async read(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  open: async (path) => openFile(await open(path, 'r+')),
  create: async (path) => openFile(await open(path, 'w+', 0o600)),
  rename,
  copy: copyFile,
  remove: (path) => rm(path, { force: true }),
  async syncDirectory(path) {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};

function openFile(handle: FileHandle): OpenFile {
  return {
    async write(bytes, position) {
      // A write may take less than it was given, e.g. on a disk that is about to be full.
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    },
    datasync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}
