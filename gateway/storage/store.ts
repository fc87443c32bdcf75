import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { asGatewayError, type Clock, GatewayError } from '../../drivers/index.js';
import { type Change, decodeChanges, encodeChanges } from './change.js';
import { type Files, nodeFiles } from './files.js';
import { maxPayloadBytes } from './frame.js';
import { type Lock, lockDirectory } from './lock.js';
import { type Log, type LogReport, openLog } from './log.js';
import { Tables } from './tables.js';

/** What people should know of; none of it stops the gateway. */
export type StoreReport =
  | LogReport
  | { readonly kind: 'lock-taken-over'; readonly pid: number }
  | { readonly kind: 'record-dropped'; readonly bytes: number }
  | { readonly kind: 'value-dropped'; readonly table: string; readonly key: string; readonly problem: string }
  /** The first failure of a series, and the first success after it. */
  | { readonly kind: 'write-failed'; readonly error: GatewayError }
  | { readonly kind: 'write-restored' }
  | { readonly kind: 'compacted'; readonly beforeBytes: number; readonly afterBytes: number; readonly ms: number }
  | { readonly kind: 'compaction-failed'; readonly error: GatewayError };

export interface StoreOptions {
  /** Created with mode 0700 when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  readonly onReport?: (report: StoreReport) => void;
  /** The log is rewritten when it is over this, bytes, and over four times what is alive in it. Default 1 MiB. */
  readonly compactAboveBytes?: number;
  readonly files?: Files;
}

/** Named JSON values by key. Values are never changed in place, neither by the store nor by those who get them. */
export interface Table<T> {
  readonly size: number;
  get(key: string): T | undefined;
  has(key: string): boolean;
  entries(): IterableIterator<[string, T]>;
  /**
   * Memory changes at once; resolves when the change survives a power cut. Rejects with STORAGE_WRITE_FAILED: the
   * change then stands in memory and is written again with the next one. Rejects with STORAGE_CLOSED, or when one
   * commit is over 1 MiB, without changing anything. Changes of other tables may go with it, as in `Store.commit`.
   */
  put(key: string, value: T, also?: readonly Change[]): Promise<void>;
  delete(key: string, also?: readonly Change[]): Promise<void>;
  /** A change for `Store.commit`; undefined deletes. */
  change(key: string, value: T | undefined): Change;
}

export interface Store {
  /** Values on disk that do not fit the schema are dropped and reported. One call per name; a second one throws. */
  table<T>(name: string, schema: z.ZodType<T>): Table<T>;
  /** Changes of several tables, all of them or none after a crash. Promise as `Table.put`. */
  commit(changes: readonly Change[]): Promise<void>;
  stats(): { readonly logBytes: number; readonly liveBytes: number };
  /** Resolves when everything is written and the directory is free for another gateway. Never rejects. */
  close(): Promise<void>;
}

/** Opens the one store of the gateway. Errors: lockDirectory, openLog. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { directory, onReport = () => {}, files = nodeFiles } = options;
  let lock: Lock | undefined;
  try {
    const created = await mkdir(directory, { recursive: true, mode: 0o700 });
    if (created !== undefined) await nodeFiles.syncDirectory(dirname(created));
    lock = await lockDirectory(directory);
    for (const pid of lock.takenFrom) onReport({ kind: 'lock-taken-over', pid });
    const tables = new Tables();
    const onRecord = (payload: Uint8Array) => {
      const changes = decodeChanges(payload);
      if (changes) tables.apply(changes);
      else onReport({ kind: 'record-dropped', bytes: payload.length });
    };
    const log = await openLog({ path: join(directory, 'store.log'), files, onRecord, onReport });
    return new LogStore({ ...options, onReport, lock, log, tables });
  } catch (error) {
    await lock?.release();
    if (error instanceof GatewayError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new GatewayError('STORAGE_WRITE_FAILED', `state directory ${directory}: ${why}`, { cause: error });
  }
}

interface Parts {
  readonly lock: Lock;
  readonly log: Log;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly onReport: (report: StoreReport) => void;
  readonly compactAboveBytes?: number;
}

const liveFactor = 4;

class LogStore implements Store {
  readonly #log: Log;
  readonly #lock: Lock;
  readonly #tables: Tables;
  readonly #clock: Clock;
  readonly #onReport: (report: StoreReport) => void;
  readonly #compactStepBytes: number;
  readonly #opened = new Set<string>();
  /** Keys whose last write failed: memory is ahead of the disk there. */
  readonly #unsaved = new Map<string, { table: string; key: string }>();
  #failing = false;
  #compactAboveBytes: number;
  #compacting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor({ log, lock, tables, clock, onReport, compactAboveBytes = 1024 * 1024 }: Parts) {
    this.#log = log;
    this.#lock = lock;
    this.#tables = tables;
    this.#clock = clock;
    this.#onReport = onReport;
    this.#compactStepBytes = compactAboveBytes;
    this.#compactAboveBytes = compactAboveBytes;
    this.#compactWhenWorthwhile();
  }

  table<T>(name: string, schema: z.ZodType<T>): Table<T> {
    if (this.#opened.has(name)) throw new Error(`table ${name} is already in use`);
    this.#opened.add(name);
    this.#tables.validate(name, schema, (key, problem) =>
      this.#onReport({ kind: 'value-dropped', table: name, key, problem }),
    );
    const entries = this.#tables.of(name);
    const change = (key: string, value: T | undefined): Change => ({ table: name, key, value });
    return {
      get size() {
        return entries.size;
      },
      // Everything in this table passed the schema or came through put and change, which take T only.
      get: (key) => entries.get(key)?.value as T | undefined,
      has: (key) => entries.has(key),
      *entries() {
        for (const [key, { value }] of entries) yield [key, value as T];
      },
      put: (key, value, also = []) => this.commit([change(key, value), ...also]),
      delete: (key, also = []) => this.commit([change(key, undefined), ...also]),
      change,
    };
  }

  async commit(changes: readonly Change[]): Promise<void> {
    if (this.#closing) throw new GatewayError('STORAGE_CLOSED', 'the store is closed');
    if (changes.length === 0) return;
    const payload = encodeChanges(changes);
    if (payload.length > maxPayloadBytes) {
      const what = changes.map(({ table, key }) => `${table}/${key}`).join(', ');
      const message = `${what}: ${payload.length} bytes, at most ${maxPayloadBytes} are allowed in one commit`;
      throw new GatewayError('STORAGE_WRITE_FAILED', message);
    }
    this.#saveUnsaved();
    this.#tables.apply(changes);
    await this.#write(changes, payload);
  }

  stats() {
    return { logBytes: this.#log.size, liveBytes: this.#tables.liveBytes };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#saveUnsaved();
    await this.#compacting;
    await this.#log.close().catch(() => undefined);
    await this.#lock.release().catch(() => undefined);
  }

  async #write(changes: readonly Change[], payload: Uint8Array): Promise<void> {
    try {
      await this.#log.append(payload);
    } catch (error) {
      for (const { table, key } of changes) this.#unsaved.set(JSON.stringify([table, key]), { table, key });
      const isFirst = !this.#failing;
      this.#failing = true;
      if (isFirst) this.#onReport({ kind: 'write-failed', error: asGatewayError(error, 'STORAGE_WRITE_FAILED') });
      throw error;
    }
    if (this.#failing && this.#unsaved.size === 0) {
      this.#failing = false;
      this.#onReport({ kind: 'write-restored' });
    }
    this.#compactWhenWorthwhile();
  }

  /**
   * Writes what earlier failures left in memory only. In one record, or one rewrite of the log: key by key, a crash in
   * between could leave half of a commit.
   */
  #saveUnsaved(): void {
    if (this.#unsaved.size === 0) return;
    const changes = [...this.#unsaved.values()].map(({ table, key }) => ({
      table,
      key,
      value: this.#tables.of(table).get(key)?.value,
    }));
    const payload = encodeChanges(changes);
    if (payload.length > maxPayloadBytes) {
      this.#startCompaction();
    } else {
      this.#unsaved.clear();
      this.#write(changes, payload).catch(() => undefined);
    }
  }

  #compactWhenWorthwhile(): void {
    const { logBytes, liveBytes } = this.stats();
    const isLarge = logBytes > this.#compactAboveBytes && logBytes > liveFactor * liveBytes;
    if (isLarge && !this.#closing) this.#startCompaction();
  }

  #startCompaction(): void {
    this.#compacting ??= this.#compact().finally(() => {
      this.#compacting = undefined;
    });
  }

  async #compact(): Promise<void> {
    const startedAt = this.#clock.monotonic();
    const beforeBytes = this.#log.size;
    try {
      let saved: readonly string[] = [];
      await this.#log.rewrite(() => {
        saved = [...this.#unsaved.keys()];
        return encodeEach(this.#tables.snapshot());
      });
      for (const key of saved) this.#unsaved.delete(key);
      this.#compactAboveBytes = this.#compactStepBytes;
      const ms = this.#clock.monotonic() - startedAt;
      this.#onReport({ kind: 'compacted', beforeBytes, afterBytes: this.#log.size, ms });
    } catch (error) {
      // Not with every write again: the log grows on meanwhile, which is what a compaction is worth.
      this.#compactAboveBytes = this.#log.size + this.#compactStepBytes;
      this.#onReport({ kind: 'compaction-failed', error: asGatewayError(error, 'STORAGE_WRITE_FAILED') });
    }
  }
}

function* encodeEach(changes: readonly Change[]): Iterable<Uint8Array> {
  for (const change of changes) yield encodeChanges([change]);
}
