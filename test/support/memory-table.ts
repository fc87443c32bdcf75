import type { Table } from '../../gateway/storage/store.js';

/** A table without a disk; `refuse` makes it behave as one on a full disk does. */
export function memoryTable<T>(): Table<T> & { refuse: boolean } {
  const values = new Map<string, T>();
  const stored = () => (table.refuse ? Promise.reject(new Error('no space left on device')) : Promise.resolve());
  const table: Table<T> & { refuse: boolean } = {
    refuse: false,
    get size() {
      return values.size;
    },
    get: (key) => values.get(key),
    has: (key) => values.has(key),
    entries: () => values.entries(),
    put(key, value) {
      values.set(key, value);
      return stored();
    },
    delete(key) {
      values.delete(key);
      return stored();
    },
    change: () => {
      throw new Error('no commits over a table without a disk');
    },
  };
  return table;
}
