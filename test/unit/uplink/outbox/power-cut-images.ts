import { type Entry, type Image, type Operation, resized, written } from './recording-disk.js';

const sectorBytes = 512;
/** Images with arbitrary parts of the unsynced window, per point. */
const samples = 4;
/** Pending names up to which every combination is built. */
const fewNames = 3;

/** A part of a change that reaches the disk as a whole or not at all. */
interface Part {
  readonly apply: (content: Buffer) => Buffer;
}

interface Change {
  readonly operation: Operation;
  readonly parts: readonly Part[];
  durable: boolean;
  ended: boolean;
}

interface NameChange {
  readonly operation: Operation;
  readonly apply: (names: Map<string, number>) => void;
  durable: boolean;
  ended: boolean;
}

/** What reaches the disk of the changes that nobody has synced. */
interface Choice {
  readonly part: (index: number) => boolean;
  readonly name: (index: number) => boolean;
}

/**
 * Follows a record and tells which disks a power cut could leave at the point where it stands: what is synced stays, of
 * the rest any part may be there. A write that is durable by itself takes earlier cuts of its file with it, and no
 * earlier writes; a name needs a sync of the directory.
 */
export class PowerCut {
  readonly #files = new Map<number, { base: Buffer; changes: Change[] }>();
  readonly #names = new Map<string, number>();
  #nameChanges: NameChange[] = [];
  readonly #syncs = new Map<Operation, readonly (Change | NameChange)[]>();

  constructor(image: Image) {
    for (const [path, base] of image) {
      this.#names.set(path, this.#files.size);
      this.#files.set(this.#files.size, { base, changes: [] });
    }
  }

  follow({ at, operation }: Extract<Entry<never>, { operation: Operation }>): void {
    if (at === 'start') this.#start(operation);
    else if (at === 'end') this.#end(operation, true);
    else if (at === 'landed') this.#end(operation, false);
    else this.#forget(operation);
  }

  *images(random: () => number): Generator<Image> {
    const parts = [...this.#files.values()].reduce((sum, { changes }) => sum + openParts(changes), 0);
    const names = this.#nameChanges.filter(({ durable }) => !durable).length;
    const all = () => true;
    for (let prefix = 0; prefix <= parts; prefix++) {
      const part = (index: number) => index < prefix;
      yield this.#image({ part, name: all });
      if (names > 0) yield this.#image({ part, name: () => random() < 0.5 });
    }
    const combinations = names <= fewNames ? 2 ** names : 2 ** fewNames;
    for (let which = 0; which < combinations; which++) {
      const pattern = names <= fewNames ? which : Math.floor(random() * 2 ** 30);
      yield this.#image({ part: all, name: (index) => ((pattern >> (index % 30)) & 1) === 1 });
    }
    if (parts < 2) return;
    for (let sample = 0; sample < samples; sample++) {
      const [kept, named] = [random(), random()];
      yield this.#image({ part: () => random() < kept, name: () => random() < named });
    }
  }

  #image(choice: Choice): Image {
    let part = 0;
    const contents = new Map<number, Buffer>();
    for (const [inode, { base, changes }] of this.#files) {
      let content = base;
      for (const { durable, parts } of changes)
        for (const { apply } of parts) if (durable || choice.part(part++)) content = apply(content);
      contents.set(inode, content);
    }
    let name = 0;
    const names = new Map(this.#names);
    for (const { durable, apply } of this.#nameChanges) if (durable || choice.name(name++)) apply(names);
    return new Map([...names].map(([path, inode]) => [path, contents.get(inode)!]));
  }

  #start(operation: Operation): void {
    const state = { operation, durable: false, ended: false };
    switch (operation.kind) {
      case 'write':
      case 'writeThrough':
      case 'truncate':
        this.#files.get(operation.inode)!.changes.push({ ...state, parts: partsOf(operation) });
        break;
      case 'datasync':
        this.#syncs.set(
          operation,
          this.#files.get(operation.inode)!.changes.filter(({ ended }) => ended),
        );
        break;
      case 'syncDirectory':
        this.#syncs.set(
          operation,
          this.#nameChanges.filter(({ ended }) => ended),
        );
        break;
      case 'create':
        this.#files.set(operation.inode, { base: Buffer.alloc(0), changes: [] });
        this.#nameChanges.push({ ...state, apply: (names) => names.set(operation.path, operation.inode) });
        break;
      case 'remove':
        this.#nameChanges.push({ ...state, apply: (names) => names.delete(operation.path) });
        break;
      case 'rename':
        this.#nameChanges.push({ ...state, apply: renamed(operation.path, operation.to) });
    }
  }

  #end(operation: Operation, isDurable: boolean): void {
    if (isDurable) for (const change of this.#syncs.get(operation) ?? []) change.durable = true;
    this.#syncs.delete(operation);
    for (const change of this.#nameChanges) if (change.operation === operation) change.ended = true;
    while (this.#nameChanges[0]?.durable) this.#nameChanges.shift()?.apply(this.#names);
    for (const file of this.#files.values()) {
      const { changes } = file;
      const at = changes.findIndex((change) => change.operation === operation);
      for (const change of changes.slice(0, at + 1)) {
        if (change.operation === operation) change.ended = true;
        if (operation.kind !== 'writeThrough' || !isDurable) continue;
        if (change.operation === operation || change.operation.kind === 'truncate') change.durable = true;
      }
      while (changes[0]?.durable) for (const { apply } of changes.shift()!.parts) file.base = apply(file.base);
    }
  }

  #forget(operation: Operation): void {
    this.#syncs.delete(operation);
    this.#nameChanges = this.#nameChanges.filter((change) => change.operation !== operation);
    for (const file of this.#files.values())
      file.changes = file.changes.filter((change) => change.operation !== operation);
  }
}

function openParts(changes: readonly Change[]): number {
  return changes.reduce((sum, { durable, parts }) => sum + (durable ? 0 : parts.length), 0);
}

function renamed(from: string, to: string) {
  return (names: Map<string, number>) => {
    const inode = names.get(from);
    if (inode === undefined) return;
    names.set(to, inode);
    names.delete(from);
  };
}

/** A write is its length, which a file system may know before the content, and then its sectors. */
function partsOf(operation: Extract<Operation, { kind: 'write' | 'writeThrough' | 'truncate' }>): Part[] {
  if (operation.kind === 'truncate') return [{ apply: resized(operation.length) }];
  const { bytes, position } = operation;
  const end = position + bytes.length;
  const parts: Part[] = [{ apply: (content) => (content.length < end ? resized(end)(content) : content) }];
  for (let at = position; at < end; ) {
    const next = Math.min(end, (Math.floor(at / sectorBytes) + 1) * sectorBytes);
    parts.push({ apply: written(bytes.subarray(at - position, next - position), at) });
    at = next;
  }
  return parts;
}
