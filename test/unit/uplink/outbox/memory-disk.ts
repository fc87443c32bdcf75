import type { Files, OpenFile } from '../../../../gateway/storage/files.js';
import { errno } from '../../storage/support.js';

export type Operation = 'create' | 'write' | 'sync' | 'truncate' | 'remove' | 'rename';

interface Inode {
  bytes: Buffer;
}

/** A disk in memory. What a process has written is there for the next one, synced or not, as after kill -9. */
export class MemoryDisk {
  readonly names = new Map<string, Inode>();
  /** Called after everything that changes something. */
  onChange: () => void = () => undefined;

  /** Of all files. */
  get bytes(): number {
    let sum = 0;
    for (const { bytes } of this.names.values()) sum += bytes.length;
    return sum;
  }

  /** The file whose path ends so. */
  file(end: string): Inode | undefined {
    return [...this.names].find(([path]) => path.endsWith(end))?.[1];
  }
}

/** A disk as one process sees it: it can fail for this process, and the process can die in any of its operations. */
export class Mount implements Files {
  readonly #disk: MemoryDisk;
  readonly #random: () => number;
  #left = Number.POSITIVE_INFINITY;
  /** True when this operation is to fail; what a failed write has written by then stays. */
  fails: (operation: Operation, path: string) => boolean = () => false;
  /** True when reading this file is to fail. */
  failsToRead: (path: string) => boolean = () => false;

  constructor(disk: MemoryDisk, random: () => number = () => 1) {
    this.#disk = disk;
    this.#random = random;
  }

  /** The process ends in the operation after so many more, with part of it done; nothing ever comes back to it. */
  killAfter(operations: number): void {
    this.#left = operations;
  }

  async read(path: string) {
    await this.#alive();
    if (this.failsToRead(path)) throw errno('EIO');
    const inode = this.#disk.names.get(path);
    return inode && Buffer.from(inode.bytes);
  }

  async readStart(path: string, length: number) {
    await this.#alive();
    if (this.failsToRead(path)) throw errno('EIO');
    return Buffer.from(this.#inode(path).bytes.subarray(0, length));
  }

  async open(path: string) {
    await this.#alive();
    return this.#openFile(path, this.#inode(path));
  }

  openToRead(path: string) {
    return this.open(path);
  }

  async create(path: string) {
    const inode: Inode = { bytes: Buffer.alloc(0) };
    await this.#change('create', path, () => this.#disk.names.set(path, inode));
    return this.#openFile(path, inode);
  }

  async rename(from: string, to: string) {
    await this.#change('rename', from, () => {
      this.#disk.names.set(to, this.#inode(from));
      this.#disk.names.delete(from);
    });
  }

  async copy(from: string, to: string) {
    await this.#change('create', to, () => this.#disk.names.set(to, { bytes: Buffer.from(this.#inode(from).bytes) }));
  }

  async remove(path: string) {
    await this.#change('remove', path, () => this.#disk.names.delete(path));
  }

  async list(directory: string) {
    await this.#alive();
    const found = [...this.#disk.names].filter(([path]) => path.startsWith(`${directory}/`));
    return found.map(([path, { bytes }]) => ({ name: path.slice(directory.length + 1), bytes: bytes.length }));
  }

  async makeDirectory() {
    // Directories are where their files are.
  }

  async syncDirectory(path: string) {
    await this.#change('sync', path, () => undefined);
  }

  #inode(path: string): Inode {
    const inode = this.#disk.names.get(path);
    if (!inode) throw errno('ENOENT');
    return inode;
  }

  #openFile(path: string, inode: Inode): OpenFile {
    const put = (bytes: Uint8Array, position: number) => {
      const grown = Buffer.alloc(Math.max(inode.bytes.length, position + bytes.length));
      inode.bytes.copy(grown);
      grown.set(bytes, position);
      inode.bytes = grown;
    };
    const write: OpenFile['write'] = (bytes, position) =>
      this.#change(
        'write',
        path,
        () => put(bytes, position),
        () => put(bytes.subarray(0, Math.floor(bytes.length * this.#random())), position),
      );
    const datasync = () => this.#change('sync', path, () => undefined);
    return {
      read: async (into, position) => {
        await this.#alive();
        if (this.failsToRead(path)) throw errno('EIO');
        return inode.bytes.copy(into, 0, position);
      },
      write,
      writeThrough: async (bytes, position) => {
        await write(bytes, position);
        await datasync();
      },
      datasync,
      truncate: (length) =>
        this.#change('truncate', path, () => {
          inode.bytes = Buffer.concat([inode.bytes.subarray(0, length)], length);
        }),
      close: async () => undefined,
    };
  }

  async #change(
    operation: Operation,
    path: string,
    change: () => void,
    changePartly: () => void = () => undefined,
  ): Promise<void> {
    await this.#alive();
    const dies = this.#left-- === 0;
    const fails = this.fails(operation, path);
    if (dies || fails) changePartly();
    else change();
    this.#disk.onChange();
    if (fails) throw errno('EIO');
    await this.#alive();
  }

  async #alive(): Promise<void> {
    if (this.#random() < 0.3) await new Promise((resolve) => setImmediate(resolve));
    if (this.#left < 0) await new Promise(() => undefined);
  }
}
