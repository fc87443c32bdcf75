import type { Clock, Timer } from '../../drivers/index.js';
import { type AlarmKey, keyText, parseKey } from './key.js';
import type { AlarmUpdate } from './ledger.js';
import { type AlarmRecord, operatorState } from './record.js';

/** A cleared alarm is kept this long, whoever has or has not seen it, ms (terminal-health.md 6.3 rule 12). */
export const clearedMs = 24 * 3_600_000;
/** One that is cleared and closed, ms: long enough to look again, or to take back a slip of the finger. */
export const closedMs = 3_600_000;
/** Nothing goes earlier than this after a start, ms: the clock may still be wrong, and people have not looked yet. */
export const afterStartMs = 10 * 60_000;

/** Longest a timer runs at a stretch, ms. */
const lookMs = 3_600_000;

export interface RetentionOptions {
  readonly clock: Clock;
  readonly purge: (key: AlarmKey) => void;
}

/** When a cleared record leaves, by the monotonic clock, ms. */
interface Leaving {
  readonly clearedAt: number;
  readonly dueAt: number;
}

/**
 * Sends cleared alarms away when their time is over. Ages are kept by the monotonic clock within a run; a restart reads them
 * from the records, and a clock that was set in between makes them neither negative nor longer than they may be.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #leaving = new Map<string, Leaving>();
  #timer: Timer | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier start left. */
  start(records: readonly (readonly [AlarmKey, AlarmRecord])[]): void {
    const now = this.#options.clock.monotonic();
    for (const [key, record] of records) {
      if (!record['is-cleared']) continue;
      const clearedAt = now - this.#age(record['status-change'].at(-1)?.time, clearedMs);
      const closed = record['operator-state-change'].findLast(({ state }) => state === 'closed');
      const closedAt = operatorState(record) === 'closed' ? now - this.#age(closed?.time, closedMs) : undefined;
      this.#keep(keyText(key), clearedAt, Math.max(dueAt(clearedAt, closedAt), now + afterStartMs));
    }
  }

  /** Hears of every version of every record. */
  changed({ key, before, record }: AlarmUpdate): void {
    const text = keyText(key);
    if (!record?.['is-cleared']) {
      this.#leaving.delete(text);
      return;
    }
    const known = before?.['is-cleared'] ? this.#leaving.get(text) : undefined;
    const isClosed = operatorState(record) === 'closed';
    // A version that says nothing new of this must not make it stay longer.
    if (known && before && isClosed === (operatorState(before) === 'closed')) return;
    const now = this.#options.clock.monotonic();
    const clearedAt = known?.clearedAt ?? now;
    this.#keep(text, clearedAt, dueAt(clearedAt, isClosed ? now : undefined));
  }

  /** ms since it cleared; 0 of what is raised. */
  ageMs(key: AlarmKey): number {
    const leaving = this.#leaving.get(keyText(key));
    return leaving ? this.#options.clock.monotonic() - leaving.clearedAt : 0;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #age(time: string | undefined, most: number): number {
    const age = this.#options.clock.now() - Date.parse(time ?? '');
    return Number.isNaN(age) ? most : Math.min(Math.max(0, age), most);
  }

  #keep(text: string, clearedAt: number, due: number): void {
    this.#leaving.set(text, { clearedAt, dueAt: due });
    this.#look(due);
  }

  #look(due: number): void {
    const { clock } = this.#options;
    const at = Math.min(due, clock.monotonic() + lookMs);
    if (this.#stopped || at >= this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = clock.setTimeout(() => this.#sweep(), at - clock.monotonic());
  }

  #sweep(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = this.#options.clock.monotonic();
    let next = Number.POSITIVE_INFINITY;
    for (const [text, leaving] of this.#leaving) {
      if (leaving.dueAt > now) {
        next = Math.min(next, leaving.dueAt);
        continue;
      }
      this.#leaving.delete(text);
      this.#options.purge(parseKey(text));
    }
    if (next < Number.POSITIVE_INFINITY) this.#look(next);
  }
}

function dueAt(clearedAt: number, closedAt: number | undefined): number {
  return Math.min(clearedAt + clearedMs, (closedAt ?? Number.POSITIVE_INFINITY) + closedMs);
}
