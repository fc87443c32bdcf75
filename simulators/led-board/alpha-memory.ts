import { status } from './alpha-codec.js';
import { isTextFile } from './alpha-text.js';

/** A file of the sign's memory; `content` is what was written after the label. */
export interface AlphaFile {
  readonly label: string;
  readonly kind: FileKind;
  /** Bytes it may hold. */
  readonly size: number;
  readonly content: string;
}

export type FileKind = 'text' | 'string' | 'dots';

/** Each write gives 0, or the bits of the serial error status it raises; then nothing has changed. */
export interface AlphaMemory {
  /** Takes the entries of `E$`: what was there before is gone. */
  configure(entries: string): number;
  write(kind: FileKind, label: string, content: string): number;
  read(kind: FileKind, label: string): string | undefined;
  /** The entries as they were sent. */
  configuration(): string;
  /** Takes the data of `E.`: order (T, S, D), lock (U, L), labels of TEXT files. */
  runInOrder(data: string): number;
  order(): string;
  /** Contents of the TEXT files that take turns: the priority file alone when it holds something. */
  onShow(): readonly string[];
  list(): readonly AlphaFile[];
  /** Bytes of the pool and of what is free in it. */
  pool(): { readonly size: number; readonly free: number };
  releasePriority(): void;
}

const priority = { label: '0', size: 125 } as const;
const longestString = 125;
const poolSize = 30_000;
const entryPattern = /([!-~])([ABD])([UL])([0-9A-F]{4})([0-9A-F]{4})/g;
const entryLength = 11;
const kinds: Readonly<Record<string, FileKind>> = { A: 'text', B: 'string', D: 'dots' };
const factoryOrder = 'TUA';

/** No file but the priority file until the host configures some (led-boards-counters-hid.md 4.1). */
export function createAlphaMemory(): AlphaMemory {
  let entries = '';
  let order = factoryOrder;
  let files = new Map<string, AlphaFile>();
  let urgent = '';

  const isPriority = (kind: FileKind, label: string) => kind === 'text' && label === priority.label;
  const find = (kind: FileKind, label: string) => {
    const file = files.get(label);
    return file?.kind === kind ? file : undefined;
  };
  const used = (list: Iterable<AlphaFile>) => [...list].reduce((sum, { size }) => sum + size, 0);
  return {
    configure(wanted) {
      const list = wanted === '$$$' ? [] : parseEntries(wanted);
      if (!list || new Set(list.map(({ label }) => label)).size < list.length) return status.illegal;
      if (used(list) > poolSize) return status.overflow;
      files = new Map(list.map((file) => [file.label, file]));
      entries = list.length === 0 ? '' : wanted;
      order = factoryOrder;
      return 0;
    },
    write(kind, label, content) {
      if (kind === 'text' && !isTextFile(content)) return status.illegal;
      if (isPriority(kind, label)) {
        if (content.length > priority.size) return status.overflow;
        urgent = content;
        return 0;
      }
      const file = find(kind, label);
      if (!file) return status.illegal;
      if (content.length > file.size) return status.overflow;
      files.set(label, { ...file, content });
      return 0;
    },
    read: (kind, label) => (isPriority(kind, label) ? urgent : find(kind, label)?.content),
    configuration: () => entries,
    runInOrder(data) {
      if (!/^[TSD][UL][!-~]{1,128}$/.test(data)) return status.illegal;
      if ([...data.slice(2)].some((label) => !find('text', label))) return status.illegal;
      order = data;
      return 0;
    },
    order: () => order,
    onShow: () =>
      urgent === '' ? [...order.slice(2)].map((label) => find('text', label)?.content ?? '').filter(Boolean) : [urgent],
    list: () => [{ ...priority, kind: 'text', content: urgent }, ...files.values()],
    pool: () => ({ size: poolSize, free: poolSize - used(files.values()) }),
    releasePriority() {
      urgent = '';
    },
  };
}

function parseEntries(data: string): AlphaFile[] | undefined {
  const list = [...data.matchAll(entryPattern)].map(([, label = '', type = '', , size = '']) => ({
    label,
    kind: kinds[type] ?? 'text',
    size: Number.parseInt(size, 16),
    content: '',
  }));
  const legal = list.every(
    ({ label, kind, size }) =>
      size > 0 && !(kind === 'text' && label === priority.label) && !(kind === 'string' && size > longestString),
  );
  return legal && list.length * entryLength === data.length ? list : undefined;
}
