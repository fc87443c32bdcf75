import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A file open for reading; positions and lengths in bytes. */
export interface ReadableFile {
  /** Fills `into` from `position` on; resolves with how many bytes there were, fewer only at the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** A file open for writing. */
export interface OpenFile extends ReadableFile {
  /** Writes all of `bytes` at `position`, or rejects; part of them may then be in the file. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** As `write`, and resolves when these bytes survive a power cut: one visit to the disk in place of two. */
  writeThrough(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when everything written so far survives a power cut. */
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
}

/** What the store needs of a file system, and no more, so that tests can fill the disk or cut the power. */
export interface Files {
  /** The whole file, or undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** The first `length` bytes of a file that exists, fewer where it has fewer. */
  readStart(path: string, length: number): Promise<Uint8Array>;
  /** Opens a file that exists. */
  open(path: string): Promise<OpenFile>;
  /** Opens a file that exists, also where nothing can be written any more. */
  openToRead(path: string): Promise<ReadableFile>;
  /** Creates an empty file, or empties the one that is there. */
  create(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** Removes a file; no error when there is none. */
  remove(path: string): Promise<void>;
  /** The files of a directory with their lengths, in no order. */
  list(directory: string): Promise<{ readonly name: string; readonly bytes: number }[]>;
  /** Creates a directory of mode 0700 with all above it; no error when it is there. */
  makeDirectory(path: string): Promise<void>;
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
  readStart: async (path, length) => readStart(path, length),
  open: (path) => openTwice(path, 'r+'),
  openToRead: async (path) => readableFile(await open(path, 'r')),
  create: (path) => openTwice(path, 'w+'),
  rename,
  copy: copyFile,
  remove: (path) => rm(path, { force: true }),
  async list(directory) {
    const names = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile());
    return names.map(({ name }) => ({ name, bytes: statSync(join(directory, name)).size }));
  },
  async makeDirectory(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async syncDirectory(path) {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
};

/**
 * At once, as the lengths in `list`: a start asks for these of hundreds of files, which takes a few ms so and ten times that
 * through the thread pool.
 */
function readStart(path: string, length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  const descriptor = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** With a second descriptor whose writes are durable when they return (open(2), O_DSYNC). */
async function openTwice(path: string, flags: 'r+' | 'w+'): Promise<OpenFile> {
  const handle = await open(path, flags, 0o600);
  try {
    return openFile(handle, await open(path, constants.O_WRONLY | constants.O_DSYNC));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function openFile(handle: FileHandle, durable: FileHandle): OpenFile {
  return {
    ...readableFile(handle),
    write: (bytes, position) => writeAll(handle, bytes, position),
    writeThrough: (bytes, position) => writeAll(durable, bytes, position),
    datasync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    async close() {
      await durable.close();
      await handle.close();
    },
  };
}

function readableFile(handle: FileHandle): ReadableFile {
  return {
    async read(into, position) {
      let done = 0;
      while (done < into.length) {
        const { bytesRead } = await handle.read(into, done, into.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
    close: () => handle.close(),
  };
}

/** A write may take less than it was given, e.g. on a disk that is about to be full. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
