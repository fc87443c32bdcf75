import type { Clock, Timer } from '../../drivers/index.js';
import type { Table } from '../storage/store.js';
import type { CatalogueEntry } from './catalogue.js';
import type { AlarmKey } from './key.js';
import { isSecurity, type Quiet } from './quiet.js';
import { isShelved } from './record.js';
import { type AlarmContent, operatorChanged } from './record-changes.js';
import { covers, markOf, remainingMs, type Shelf } from './shelf.js';
import { shelfTexts } from './shelf-texts.js';

/** Shelves kept at once; a branch that needs more has another trouble. */
export const mostShelves = 100;

/** Clocks that differ by less than this agree, ms. */
const clockToleranceMs = 1_000;

export interface ShelvesOptions {
  readonly table: Table<Shelf>;
  readonly clock: Clock;
  readonly language: 'zh' | 'en';
  readonly onStorageError: (error: unknown) => void;
  /** Its time is over. */
  readonly onEnd: (shelf: Shelf) => void;
}

interface Standing {
  shelf: Shelf;
  /** By the monotonic clock, ms. */
  readonly endsAt: number;
  readonly timer: Timer;
}

/** The shelves there are: on disk, each until its end, which a clock that is set within a run does not move. */
export class Shelves implements Quiet {
  readonly #options: ShelvesOptions;
  /** In the order in which they were made. */
  readonly #standing = new Map<string, Standing>();

  constructor(options: ShelvesOptions) {
    this.#options = options;
  }

  /** Takes up those of earlier starts; one whose end has passed meanwhile is gone. Called once, before any alarm is raised. */
  start(): void {
    const { table, clock, onStorageError } = this.#options;
    for (const [name, shelf] of [...table.entries()]) {
      const ms = remainingMs(shelf, clock.now());
      if (ms > 0) this.#stand(shelf, ms);
      else table.delete(name).catch(onStorageError);
    }
  }

  /** Resolves when it is on disk; rejects when the disk refuses it, and it does not stand then. */
  async add(shelf: Shelf): Promise<void> {
    const { table } = this.#options;
    try {
      await table.put(shelf.name, shelf);
    } catch (error) {
      table.delete(shelf.name).catch(() => undefined);
      throw error;
    }
    this.#stand(shelf, shelf.lengthMs);
  }

  /** Takes it away before its time. It is gone even when the disk refuses that; then it may come back with a restart. */
  async remove(name: string): Promise<void> {
    this.#standing.get(name)?.timer.cancel();
    this.#standing.delete(name);
    await this.#options.table.delete(name).catch(this.#options.onStorageError);
  }

  /** As they stand, `until` by the clock as it is now. */
  list(): Shelf[] {
    return [...this.#standing.values()].map(({ shelf, endsAt }) => this.#byTheClock(shelf, endsAt));
  }

  /** The shelf an alarm lies on; what concerns security lies on none. */
  covering(key: AlarmKey, entry: CatalogueEntry): Shelf | undefined {
    if (isSecurity(entry)) return undefined;
    for (const { shelf } of this.#standing.values()) if (covers(shelf, key)) return shelf;
    return undefined;
  }

  reason(key: AlarmKey, entry: CatalogueEntry): string | undefined {
    const shelf = this.covering(key, entry);
    return shelf && markOf(shelf);
  }

  /** An alarm that lay there when it cleared lies there still. */
  entered(key: AlarmKey, content: AlarmContent): AlarmContent {
    if (isShelved(content)) return content;
    for (const { shelf } of this.#standing.values()) if (covers(shelf, key)) return this.put(content, shelf);
    return content;
  }

  /** The record with the entry that says who put it on the shelf and why. */
  put(content: AlarmContent, shelf: Shelf): AlarmContent {
    const { clock, language } = this.#options;
    const time = new Date(clock.now()).toISOString();
    const text = shelfTexts[language].shelved(shelf);
    return operatorChanged(content, { time, operator: shelf.operator, state: 'shelved', text });
  }

  /** Leaves the ends on disk as the clock has them now, for whoever starts next has no other. */
  stop(): void {
    const { table, onStorageError } = this.#options;
    for (const { shelf, endsAt, timer } of this.#standing.values()) {
      timer.cancel();
      const now = this.#byTheClock(shelf, endsAt);
      if (now !== shelf) table.put(shelf.name, now).catch(onStorageError);
    }
  }

  #stand(shelf: Shelf, ms: number): void {
    const { clock, table, onStorageError, onEnd } = this.#options;
    const end = () => {
      this.#standing.delete(shelf.name);
      table.delete(shelf.name).catch(onStorageError);
      onEnd(shelf);
    };
    this.#standing.set(shelf.name, { shelf, endsAt: clock.monotonic() + ms, timer: clock.setTimeout(end, ms) });
  }

  #byTheClock(shelf: Shelf, endsAt: number): Shelf {
    const { clock } = this.#options;
    const until = clock.now() + Math.max(0, endsAt - clock.monotonic());
    if (Math.abs(until - Date.parse(shelf.until)) <= clockToleranceMs) return shelf;
    return { ...shelf, until: new Date(until).toISOString() };
  }
}
