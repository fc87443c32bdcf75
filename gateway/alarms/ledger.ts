import type { Clock } from '../../drivers/index.js';
import type { Staged } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import type { Table } from '../storage/store.js';
import type { AlarmChange } from './alarm-event.js';
import { isGrouped, isUntold } from './flood-mark.js';
import { type AlarmKey, keyText, parseKey } from './key.js';
import { type AlarmRecord, isOpen } from './record.js';
import type { AlarmContent } from './record-changes.js';
import { RetainedLane, type RetainedLimits } from './retained-lane.js';
import type { AlarmSummary } from './summary.js';

export type { AlarmChange } from './alarm-event.js';

/** A new version of a record, or its end. */
export interface AlarmUpdate {
  readonly key: AlarmKey;
  /** The version before; undefined of a new record. */
  readonly before: AlarmRecord | undefined;
  /** Undefined when the record was deleted. */
  readonly record: AlarmRecord | undefined;
  /** What people were told; undefined when only the retained record changed. */
  readonly change: AlarmChange | undefined;
}

/** How a version is published. */
export interface WriteOptions {
  /** False empties the retained topic even while the alarm is open. */
  readonly retain?: boolean;
  /** False keeps the change off the stream; observers hear of it all the same. */
  readonly announce?: boolean;
}

/** Hears of every version when it is on disk, in order; what must not be missed over a kill is looked up at the start. */
export type AlarmObserver = (update: AlarmUpdate) => void;

/** Where alarms go. */
export interface AlarmSink {
  /** Something people are told once: made now, kept with the record, said when both are on disk. */
  stage(change: AlarmChange, record: AlarmRecord): Pick<Staged, 'changes' | 'say'>;
  /** What stands until it is replaced; undefined empties it. */
  retained(key: AlarmKey, record: AlarmRecord | undefined): void;
  /** Everything retained, `open` records, has been said anew: on its way to disk now, said after it. Absent = nobody is told. */
  rebuilt?(open: number): { readonly stored: Promise<void>; readonly say: () => void };
  /** How many alarms there are; absent = nobody is told. */
  summary?(summary: AlarmSummary): void;
}

export interface LedgerOptions {
  readonly table: Table<AlarmRecord>;
  readonly sink: AlarmSink;
  readonly bootId: string;
  readonly onStorageError: (error: unknown) => void;
  readonly onSinkError: (error: unknown) => void;
  /** Records kept; beyond it the cleared ones that changed longest ago go. */
  readonly limit: number;
  readonly clock: Clock;
  readonly retainedLimits?: RetainedLimits | undefined;
  /** Remembers the highest `x-seq` when its record is deleted; absent = it may come again after a restart. */
  readonly counters?: CounterTable | undefined;
  /** Nothing but raised alarms is left in a full list: new ones are held back. Once until there is room again. */
  readonly onFull?: (raised: number) => void;
}

/** The part of the table `alarm-stream` the list needs. */
interface CounterTable {
  get(key: string): number | undefined;
  change(key: string, value: number | undefined): Change;
}

const seqKey = 'x-seq';

/**
 * The alarm list: every version of a record is on disk before the sink hears of it, and the sink hears of all versions
 * in the order of their `x-seq`. What the disk refuses is still published: people must know.
 */
export class AlarmLedger {
  readonly #options: LedgerOptions;
  readonly #observers = new Set<AlarmObserver>();
  readonly #lane: RetainedLane;
  #isFlood = false;
  #seq: number;
  #saidFull = false;
  #published: Promise<void> = Promise.resolve();

  constructor(options: LedgerOptions) {
    const { table, counters, sink, clock, retainedLimits, onSinkError } = options;
    this.#options = options;
    this.#seq = [...table.entries()].reduce(
      (highest, [, record]) => Math.max(highest, record['x-seq']),
      counters?.get(seqKey) ?? 0,
    );
    const publish = (key: AlarmKey, record: AlarmRecord | undefined) =>
      attempt(() => sink.retained(key, record), onSinkError);
    this.#lane = new RetainedLane({ clock, publish, ...retainedLimits });
  }

  /** Returns what ends it. An observer that throws is reported and harms nobody. */
  observe(observer: AlarmObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  get(key: AlarmKey): AlarmRecord | undefined {
    return this.#options.table.get(keyText(key));
  }

  all(): [AlarmKey, AlarmRecord][] {
    return [...this.#options.table.entries()].map(([text, record]) => [parseKey(text), record]);
  }

  /**
   * Stores and publishes a new version; resolves with it when it is published, or waits for its turn in a flood. Without
   * `change` only the retained record is replaced.
   */
  write(
    key: AlarmKey,
    content: AlarmContent,
    change?: AlarmChange,
    { retain = true, announce = true }: WriteOptions = {},
  ): Promise<AlarmRecord> {
    const { table, bootId, sink } = this.#options;
    this.#seq += 1;
    const before = this.get(key);
    const record: AlarmRecord = { ...content, 'x-seq': this.#seq, 'x-boot-id': bootId };
    const isTold = change !== undefined && announce && !isUntold(change, before);
    const staged = isTold ? sink.stage(change, record) : undefined;
    const isByTurn = this.#isFlood && isGrouped(record);
    const published = this.#publishAfter(table.put(keyText(key), record, staged?.changes), () => {
      if (staged) attempt(() => staged.say(), this.#options.onSinkError);
      const retained = retain && isOpen(record) ? record : undefined;
      if (isByTurn) this.#lane.byTurn(key, retained);
      else this.#lane.now(key, retained);
      this.#tell({ key, before, record, change });
    });
    if (table.size > this.#options.limit) this.#dropOldest();
    return published.then(() => record);
  }

  /** Deletes a record and empties its topic; resolves when that is published. */
  purge(key: AlarmKey): Promise<void> {
    const before = this.get(key);
    if (!before) return Promise.resolve();
    const { table, counters } = this.#options;
    const highest = counters ? [counters.change(seqKey, this.#seq)] : [];
    return this.#publishAfter(table.delete(keyText(key), highest), () => {
      this.#lane.now(key, undefined);
      this.#tell({ key, before, record: undefined, change: undefined });
    });
  }

  /**
   * True when no place is left for a new alarm: every record is raised. What is urgent finds one until there are twice
   * as many.
   */
  isFull(key: AlarmKey, isUrgent: boolean): boolean {
    const { table, limit, onFull } = this.#options;
    const isFull =
      table.size >= (isUrgent ? 2 * limit : limit) && !table.has(keyText(key)) && this.#oldestCleared() === undefined;
    if (isFull && !this.#saidFull) onFull?.(table.size);
    this.#saidFull = isFull || (this.#saidFull && table.size >= limit);
    return isFull;
  }

  /** Publishes what is on disk already. */
  republish(key: AlarmKey, record: AlarmRecord | undefined): void {
    this.#publishAfter(Promise.resolve(), () => this.#lane.now(key, record));
  }

  /** Tells people, behind all that is published so far, that the retained records are the whole list: `open` of them. */
  rebuilt(open: number): void {
    const { sink, onSinkError } = this.#options;
    const rebuilt = sink.rebuilt?.(open);
    if (rebuilt) this.#publishAfter(rebuilt.stored, () => attempt(rebuilt.say, onSinkError));
  }

  /** While a flood lasts, retained records of what it groups go by turns. */
  flood(lasts: boolean): void {
    this.#isFlood = lasts;
  }

  /** Resolves when everything written so far is published. */
  async settled(): Promise<void> {
    await this.#published;
    await this.#lane.drained();
  }

  /** As `settled`, and nothing waits for a turn. */
  async finish(): Promise<void> {
    this.#isFlood = false;
    await this.#published;
    this.#lane.flush();
  }

  #publishAfter(stored: Promise<void>, publish: () => void): Promise<void> {
    const { onStorageError } = this.#options;
    this.#published = Promise.allSettled([this.#published, stored.catch(onStorageError)]).then(publish);
    return this.#published;
  }

  #dropOldest(): void {
    const oldest = this.#oldestCleared();
    if (oldest) this.purge(oldest);
  }

  #oldestCleared(): AlarmKey | undefined {
    let oldest: [string, number] | undefined;
    for (const [key, record] of this.#options.table.entries()) {
      if (record['is-cleared'] && record['x-seq'] < (oldest?.[1] ?? Number.POSITIVE_INFINITY)) {
        oldest = [key, record['x-seq']];
      }
    }
    return oldest && parseKey(oldest[0]);
  }

  #tell(update: AlarmUpdate): void {
    for (const observer of this.#observers) attempt(() => observer(update), this.#options.onSinkError);
  }
}

/** One who fails harms none of the others. */
function attempt(work: () => void, onError: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    onError(error);
  }
}
