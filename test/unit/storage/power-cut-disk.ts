import type { Files, OpenFile } from '../../../gateway/storage/files.js';
import { errno } from './support.js';

type Operation =
  | { readonly kind: 'write'; readonly bytes: Uint8Array; readonly position: number }
  | { readonly kind: 'truncate'; readonly length: number };

/** What a file is to those who read it now, what of it is on the platter, and what lies between. */
interface Inode {
  readonly current: Content;
  readonly durable: Content;
  pending: Operation[];
}

const sectorBytes = 256;

/**
 * A disk in memory that forgets at a power cut what was not synced: names since the last directory sync, and of each
 * unsynced write any of its sectors, in any order. A sync that fails loses the data for good, as Linux does.
 */
export class PowerCutDisk implements Files {
  readonly #random: () => number;
  #names: Map<string, Inode>;
  #durableNames: Map<string, Inode>;
  #pendingNames: ((names: Map<string, Inode>) => void)[] = [];
  /** Probability that a write or sync fails with EIO. */
  failure = 0;
  /** Called before every operation that changes something. */
  onOperation: () => void = () => undefined;

  constructor(random: () => number, names = new Map<string, Inode>()) {
    this.#random = random;
    this.#names = names;
    this.#durableNames = new Map(names);
  }

  /** The disk as the next start finds it when the power goes now. */
  cut(): PowerCutDisk {
    const names = new Map(this.#durableNames);
    const kept = Math.floor(this.#random() * (this.#pendingNames.length + 1));
    for (const change of this.#pendingNames.slice(0, kept)) change(names);
    return new PowerCutDisk(
      this.#random,
      new Map([...names].map(([name, inode]) => [name, settled(this.#afterCut(inode))])),
    );
  }

  async read(path: string) {
    const inode = this.#names.get(path);
    return inode && Buffer.from(inode.current.bytes);
  }

  async readStart(path: string, length: number) {
    const bytes = await this.read(path);
    if (!bytes) throw errno('ENOENT');
    return bytes.subarray(0, length);
  }

  async open(path: string) {
    const inode = this.#names.get(path);
    if (!inode) throw errno('ENOENT');
    return this.#openFile(inode);
  }

  async openToRead(path: string) {
    return this.open(path);
  }

  async list(directory: string) {
    const prefix = `${directory}/`;
    return [...this.#names]
      .filter(([path]) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
      .map(([path, { current }]) => ({ name: path.slice(prefix.length), bytes: current.bytes.length }));
  }

  async makeDirectory() {
    // Directories are where their files are.
  }

  async create(path: string) {
    const inode = settled(Buffer.alloc(0));
    this.#rename((names) => names.set(path, inode));
    return this.#openFile(inode);
  }

  async rename(from: string, to: string) {
    this.#mayFail();
    this.#rename((names) => {
      const inode = names.get(from);
      if (inode) names.set(to, inode);
      names.delete(from);
    });
  }

  async copy(from: string, to: string) {
    const inode = settled(this.#names.get(from)?.current.bytes ?? Buffer.alloc(0));
    this.#rename((names) => names.set(to, inode));
  }

  async remove(path: string) {
    this.#rename((names) => names.delete(path));
  }

  async syncDirectory() {
    this.#mayFail();
    this.#durableNames = new Map(this.#names);
    this.#pendingNames = [];
  }

  #openFile(inode: Inode): OpenFile {
    const change = (operation: Operation) => {
      inode.current.apply(operation);
      inode.pending.push(operation);
    };
    const write: OpenFile['write'] = async (bytes, position) => {
      this.#mayFail(() => change({ kind: 'write', bytes: bytes.slice(0, bytes.length / 2), position }));
      change({ kind: 'write', bytes: bytes.slice(), position });
    };
    const datasync = async () => {
      this.#mayFail(() => inode.pending.splice(0));
      for (const operation of inode.pending.splice(0)) inode.durable.apply(operation);
    };
    return {
      read: async (into, position) => inode.current.bytes.copy(into, 0, position),
      write,
      datasync,
      writeThrough: async (bytes, position) => {
        await write(bytes, position);
        await datasync();
      },
      truncate: async (length) => {
        this.#mayFail();
        change({ kind: 'truncate', length });
      },
      close: async () => undefined,
    };
  }

  #rename(change: (names: Map<string, Inode>) => void): void {
    this.onOperation();
    change(this.#names);
    this.#pendingNames.push(change);
  }

  #mayFail(damage: () => void = () => undefined): void {
    this.onOperation();
    if (this.#random() >= this.failure) return;
    damage();
    throw errno('EIO');
  }

  #afterCut({ durable, pending }: Inode): Buffer {
    const content = new Content(durable.bytes);
    for (const operation of pending) {
      const fate = this.#random();
      if (fate < 0.3) continue;
      if (operation.kind === 'truncate' || fate < 0.6) {
        content.apply(operation);
        continue;
      }
      for (let at = 0; at < operation.bytes.length; at += sectorBytes) {
        if (this.#random() < 0.5) continue;
        const sector = operation.bytes.subarray(at, at + sectorBytes);
        content.apply({ kind: 'write', bytes: sector, position: operation.position + at });
      }
    }
    return content.bytes;
  }
}

/** Bytes of a file, with room to grow: a log of days would else be copied with each record. */
class Content {
  #room: Buffer;
  #length: number;

  constructor(bytes: Uint8Array) {
    this.#room = Buffer.from(bytes);
    this.#length = bytes.length;
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  apply(operation: Operation): void {
    if (operation.kind === 'truncate') {
      this.#resize(operation.length);
      return;
    }
    const { bytes, position } = operation;
    this.#resize(Math.max(this.#length, position + bytes.length));
    this.#room.set(bytes, position);
  }

  #resize(length: number): void {
    if (length > this.#room.length) {
      const room = Buffer.alloc(Math.max(length, 2 * this.#room.length));
      this.#room.copy(room, 0, 0, this.#length);
      this.#room = room;
    }
    // What was cut off reads as zeros when the file grows again.
    this.#room.fill(0, Math.min(length, this.#length), Math.max(length, this.#length));
    this.#length = length;
  }
}

function settled(content: Uint8Array): Inode {
  return { current: new Content(content), durable: new Content(content), pending: [] };
}
