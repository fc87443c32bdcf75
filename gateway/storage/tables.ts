import type { z } from 'zod';
import { bytesOf, type Change } from './change.js';

interface Entry {
  readonly value: unknown;
  /** What it takes in a log without history. */
  readonly bytes: number;
}

/** Every table's entries in memory. Tables that no code asks for are carried along untouched. */
export class Tables {
  readonly #tables = new Map<string, Map<string, Entry>>();
  #liveBytes = 0;

  get liveBytes(): number {
    return this.#liveBytes;
  }

  of(table: string): Map<string, Entry> {
    const found = this.#tables.get(table) ?? new Map<string, Entry>();
    this.#tables.set(table, found);
    return found;
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const entries = this.of(change.table);
      if (change.value === undefined) {
        this.#drop(entries, change.key);
        continue;
      }
      const entry = { value: change.value, bytes: bytesOf(change) };
      this.#liveBytes += entry.bytes - (entries.get(change.key)?.bytes ?? 0);
      entries.set(change.key, entry);
    }
  }

  /** Drops what does not fit the schema and puts the schema's output (defaults filled in) in place of the rest. */
  validate(table: string, schema: z.ZodType, onDropped: (key: string, problem: string) => void): void {
    const entries = this.of(table);
    for (const [key, { value, bytes }] of [...entries]) {
      const checked = schema.safeParse(value);
      if (checked.success) {
        entries.set(key, { value: checked.data, bytes });
        continue;
      }
      const issue = checked.error.issues[0];
      this.#drop(entries, key);
      onDropped(key, `${issue?.path.join('.') || 'value'}: ${issue?.message ?? 'invalid'}`);
    }
  }

  /** All of it at this instant, as changes that would rebuild it. */
  snapshot(): Change[] {
    return [...this.#tables].flatMap(([table, entries]) =>
      [...entries].map(([key, { value }]) => ({ table, key, value })),
    );
  }

  #drop(entries: Map<string, Entry>, key: string): void {
    this.#liveBytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  }
}
