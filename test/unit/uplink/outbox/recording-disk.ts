import type { Files, OpenFile } from '../../../../gateway/storage/files.js';

/** One operation that changes a disk. `inode` is the file it is about, whatever its name is by then. */
export type Operation =
  | {
      readonly kind: 'write' | 'writeThrough';
      readonly inode: number;
      readonly position: number;
      readonly bytes: Buffer;
    }
  | { readonly kind: 'truncate'; readonly inode: number; readonly length: number }
  | { readonly kind: 'datasync'; readonly inode: number }
  | { readonly kind: 'create'; readonly inode: number; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'syncDirectory' };

/**
 * What happened, in order. What `landed` can be seen by everybody, though nobody waited until it was durable; what `never`
 * happened has left nothing. `note` is what those who use the disk learned meanwhile. */
export type Entry<Note> =
  | { readonly at: 'start' | 'end' | 'landed' | 'never'; readonly operation: Operation }
  | { readonly at: 'note'; readonly note: Note };

/** Files by path. */
export type Image = ReadonlyMap<string, Buffer>;

export interface RecordingDiskOptions {
  /** What is on it, all of it durable. */
  readonly image: Image;
  /** Called when an operation begins; it takes effect and ends when this resolves, and fails when it rejects. */
  readonly take: (operation: Operation) => Promise<void>;
}

/** A disk of one directory in memory that records when every operation began and ended. */
export class RecordingDisk<Note = never> {
  readonly record: Entry<Note>[] = [];
  readonly #take: RecordingDiskOptions['take'];
  readonly #names = new Map<string, number>();
  readonly #contents: Buffer[] = [];
  #life = 0;

  constructor({ image, take }: RecordingDiskOptions) {
    this.#take = take;
    for (const [path, content] of image) this.#names.set(path, this.#contents.push(content) - 1);
  }

  note(note: Note): void {
    this.record.push({ at: 'note', note });
  }

  /** The program dies of SIGKILL: what it has begun and not ended lands or not; the disk goes on. */
  kill(random: () => number): void {
    this.#life += 1;
    const open = new Set<Operation>();
    for (const entry of this.record) {
      if (entry.at === 'start') open.add(entry.operation);
      else if (entry.at !== 'note') open.delete(entry.operation);
    }
    for (const operation of open) {
      const at = random() < 0.6 ? 'landed' : 'never';
      if (at === 'landed') this.#apply(operation);
      this.record.push({ at, operation });
    }
  }

  /** The files as a program uses them, until it is killed. */
  files(): Files {
    const life = this.#life;
    const run = async (operation: Operation): Promise<void> => {
      if (life !== this.#life) return new Promise(() => undefined);
      this.record.push({ at: 'start', operation });
      try {
        await this.#take(operation);
      } catch (error) {
        if (life !== this.#life) return new Promise(() => undefined);
        this.record.push({ at: 'never', operation });
        throw error;
      }
      if (life !== this.#life) return new Promise(() => undefined);
      this.#apply(operation);
      this.record.push({ at: 'end', operation });
    };
    const openFile = (inode: number): OpenFile => ({
      read: async (into, position) => this.#contents[inode]!.copy(into, 0, position),
      write: (bytes, position) => run({ kind: 'write', inode, position, bytes: Buffer.from(bytes) }),
      writeThrough: (bytes, position) => run({ kind: 'writeThrough', inode, position, bytes: Buffer.from(bytes) }),
      datasync: () => run({ kind: 'datasync', inode }),
      truncate: (length) => run({ kind: 'truncate', inode, length }),
      close: async () => undefined,
    });
    const inodeOf = (path: string) => {
      const inode = this.#names.get(path);
      if (inode === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      return inode;
    };
    const open = async (path: string) => openFile(inodeOf(path));
    return {
      read: async (path) => {
        const inode = this.#names.get(path);
        return inode === undefined ? undefined : Buffer.from(this.#contents[inode]!);
      },
      readStart: async (path, length) => Buffer.from(this.#contents[inodeOf(path)]!.subarray(0, length)),
      open,
      openToRead: open,
      create: async (path) => {
        const inode = this.#names.get(path) ?? this.#contents.push(Buffer.alloc(0)) - 1;
        await run(this.#names.has(path) ? { kind: 'truncate', inode, length: 0 } : { kind: 'create', inode, path });
        return openFile(inode);
      },
      rename: async (path, to) => {
        await open(path);
        await run({ kind: 'rename', path, to });
      },
      copy: () => Promise.reject(new Error('nobody here copies')),
      remove: async (path) => {
        if (this.#names.has(path)) await run({ kind: 'remove', path });
      },
      list: async (directory) =>
        [...this.#names].map(([path, inode]) => ({
          name: path.slice(directory.length + 1),
          bytes: this.#contents[inode]!.length,
        })),
      makeDirectory: async () => undefined,
      syncDirectory: () => run({ kind: 'syncDirectory' }),
    };
  }

  #apply(operation: Operation): void {
    if (operation.kind === 'create') this.#names.set(operation.path, operation.inode);
    else if (operation.kind === 'remove') this.#names.delete(operation.path);
    else if (operation.kind === 'rename') {
      this.#names.set(operation.to, this.#names.get(operation.path)!);
      this.#names.delete(operation.path);
    } else if (operation.kind === 'truncate') this.#put(operation.inode, resized(operation.length));
    else if (operation.kind === 'write' || operation.kind === 'writeThrough')
      this.#put(operation.inode, written(operation.bytes, operation.position));
  }

  #put(inode: number, change: (content: Buffer) => Buffer): void {
    this.#contents[inode] = change(this.#contents[inode]!);
  }
}

export function resized(length: number): (content: Buffer) => Buffer {
  return (content) => {
    const result = Buffer.alloc(length);
    content.copy(result);
    return result;
  };
}

export function written(bytes: Buffer, position: number): (content: Buffer) => Buffer {
  return (content) => {
    const result = resized(Math.max(content.length, position + bytes.length))(content);
    bytes.copy(result, position);
    return result;
  };
}
