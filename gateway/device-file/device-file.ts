import type { Clock, GatewayError, Timer } from '../../drivers/index.js';
import { asGatewayError, GatewayError as Refusal } from '../../drivers/index.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { Files } from '../storage/files.js';
import { type Days, type EndedDay, openDays } from './days.js';
import type { Entry, EntryKind, NewEntry } from './entry.js';
import { type DayTally, Fold, type FoldOptions } from './fold.js';
import { History } from './history.js';
import type { Calendar } from './months.js';
import { untoldEntries } from './recovery.js';
import type { Schedule } from './schedule.js';

/** What is told, by who tells it; the file adds number, `up` and, unless it is given, the time. */
export interface Told {
  readonly kind: EntryKind;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly at?: number;
}

export interface DeviceFileOptions {
  readonly deviceId: string;
  readonly directory: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly schedule: Schedule;
  /** `clock.monotonic()` at the start of the gateway. */
  readonly startedAt: number;
  /** False while entries wait for a disk that takes none, then true again. */
  readonly onWritten: (deviceId: string, written: boolean, error?: GatewayError) => void;
  /** Segments begin or grew: the bound may be reached. */
  readonly onGrown: () => void;
}

export interface Beginning {
  /** The device's alarm records as they stood before this start changed any. */
  readonly records: readonly AlarmRecord[];
  /** ms since 1970: the gateway was seen alive. Undefined where nothing tells. */
  readonly aliveUntil: number | undefined;
  /** Alarm changes before this are too old for the file, ms since 1970. */
  readonly since: number;
}

interface Waiting extends NewEntry {
  /** Set where somebody waits for it to be on disk. */
  readonly settled?: { resolve(seq: number): void; reject(error: GatewayError): void };
}

/** Between two attempts at a disk that refuses, ms. */
const retryMs = 15_000;
/** Entries that wait for such a disk; what comes over it pushes out the oldest, and the file says so. */
const maxWaiting = 1_000;

/** The file of one device: what is told is numbered, written and counted in one order. Nothing here throws at who tells. */
export class DeviceFile {
  readonly #options: DeviceFileOptions;
  #history: History | undefined;
  #days: Days | undefined;
  #fold: Fold | undefined;
  #begun: Beginning | undefined;
  #waiting: Waiting[] = [];
  #dropped = 0;
  #xSeq = 0;
  #failing = false;
  #working: Promise<void> | undefined;
  #retry: Timer | undefined;
  #isTick = false;
  /** False until `begin`: what is told before it waits, since the start of the gateway comes first. */
  #isBegun = false;
  #closed = false;

  constructor(options: DeviceFileOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.deviceId;
  }

  get history(): History | undefined {
    return this.#history;
  }

  get days(): Days | undefined {
    return this.#days;
  }

  get bytes(): number {
    return (this.#history?.bytes ?? 0) + (this.#days?.bytes ?? 0);
  }

  /**
   * Opens the file, puts in what a kill kept out of it, and the start of the gateway. Entries told meanwhile come behind.
   * A file that cannot be opened is tried again; resolves after the first attempt, never rejects. Without `beginning` the
   * device is not in the configuration: its file is only read.
   */
  begin(beginning: Beginning | undefined): Promise<void> {
    this.#begun = beginning;
    this.#isBegun = true;
    return this.#kick();
  }

  /** Versions of the device's alarms up to here are told. */
  seen(xSeq: number): void {
    this.#xSeq = Math.max(this.#xSeq, xSeq);
  }

  tell(told: Told): void {
    if (this.#closed) return;
    this.#push(this.#entry(told));
    if (!this.#failing) void this.#kick();
  }

  /** As `tell`; resolves with its number when it survives a power cut. Rejects with STORAGE_WRITE_FAILED, and then it is not told. */
  tellDurably(told: Told): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Refusal('STORAGE_CLOSED', `the file of ${this.id} is closed`));
      this.#push({ ...this.#entry(told), settled: { resolve, reject } });
      void this.#kick();
    });
  }

  /** Lets the figures of days that are over get to disk. */
  tick(): void {
    this.#isTick = true;
    if (!this.#failing) void this.#kick();
  }

  /** The figures as they stand now; undefined while the file is not open. */
  figuresNow(): { readonly ended: readonly DayTally[]; readonly fold: Fold } | undefined {
    const fold = this.#fold?.copy();
    if (!fold) return undefined;
    const ended = this.#begun === undefined ? [] : fold.pass(this.#options.clock.now(), this.#up());
    return { ended, fold };
  }

  /** Resolves when what was told so far is on disk, or the disk refused it. */
  async settled(): Promise<void> {
    await this.#working;
  }

  async close(): Promise<void> {
    if (this.#begun) this.tell({ kind: 'gateway-stop' });
    this.#closed = true;
    await this.#kick();
    this.#retry?.cancel();
  }

  #entry({ kind, data = {}, at = this.#options.clock.now() }: Told): Waiting {
    return { kind, data, at, up: this.#up(), xSeq: this.#xSeq };
  }

  #up(): number {
    const { clock, startedAt } = this.#options;
    return Math.round(clock.monotonic() - startedAt);
  }

  #push(entry: Waiting): void {
    this.#waiting.push(entry);
    if (this.#waiting.length <= maxWaiting) return;
    const oldest = this.#waiting.findIndex(({ settled }) => settled === undefined);
    this.#waiting.splice(Math.max(0, oldest), 1);
    this.#dropped += 1;
  }

  #kick(): Promise<void> {
    if (!this.#isBegun) return Promise.resolve();
    this.#working ??= this.#work();
    return this.#working;
  }

  async #work(): Promise<void> {
    // What the same run of code tells shares one visit to the disk.
    await Promise.resolve();
    do await this.#attempt();
    while (this.#isWanted());
    this.#working = undefined;
  }

  #isWanted(): boolean {
    if (this.#failing) return this.#waiting.some(({ settled }) => settled !== undefined);
    return this.#waiting.length > 0 || this.#dropped > 0 || this.#isTick;
  }

  async #attempt(): Promise<void> {
    this.#retry?.cancel();
    try {
      const { history, days, fold } = await this.#opened();
      await this.#write(history, days, fold);
      if (this.#failing) this.#options.onWritten(this.id, true);
      this.#failing = false;
    } catch (cause) {
      this.#refused(asGatewayError(cause, 'STORAGE_WRITE_FAILED'));
    }
  }

  async #opened(): Promise<{ history: History; days: Days; fold: Fold }> {
    if (this.#history && this.#days && this.#fold)
      return { history: this.#history, days: this.#days, fold: this.#fold };
    const { deviceId, directory, files, calendar, schedule, clock } = this.#options;
    const history = await History.open({ files, directory, calendar });
    const days = await openDays(files, directory);
    const options: FoldOptions = { calendar, schedule, isGateway: deviceId === 'gateway' };
    const fold = new Fold(options, days.carried?.standing);
    for await (const entry of history.after(days.carried?.upTo ?? 0)) days.add(counted(fold, entry));
    if (this.#begun) {
      const { records, aliveUntil, since } = this.#begun;
      const missing = await untoldEntries(history, records, since);
      const alive = Math.max(aliveUntil ?? 0, history.tail.at ?? 0);
      this.#xSeq = Math.max(this.#xSeq, history.tail.xSeq, ...records.map((record) => record['x-seq']));
      const start: NewEntry = {
        kind: 'gateway-start',
        at: clock.now(),
        up: 0,
        xSeq: this.#xSeq,
        data: alive > 0 ? { aliveUntil: new Date(alive).toISOString() } : {},
      };
      this.#waiting.unshift(...missing, start);
    }
    this.#history = history;
    this.#days = days;
    this.#fold = fold;
    return { history, days, fold };
  }

  async #write(history: History, days: Days, fold: Fold): Promise<void> {
    while (this.#waiting.length > 0 || this.#dropped > 0) await this.#writeWaiting(history, days, fold);
    if (this.#isTick) {
      const passed = fold.pass(this.#options.clock.now(), this.#up());
      days.add(passed.map((day) => ({ ...day, upTo: history.tail.seq })));
      this.#isTick = false;
    }
    await days.flush();
  }

  async #writeWaiting(history: History, days: Days, fold: Fold): Promise<void> {
    this.#sayDropped(history.tail.xSeq);
    const batch = this.#waiting;
    this.#waiting = [];
    const first = history.tail.seq + 1;
    const segments = history.months.length;
    const entries = batch.map(({ settled: _, ...entry }, index): Entry => ({ seq: first + index, ...entry }));
    try {
      await history.append(entries);
    } catch (error) {
      this.#waiting = [...batch.slice(history.tail.seq + 1 - first), ...this.#waiting];
      throw error;
    } finally {
      for (const entry of entries.slice(0, history.tail.seq + 1 - first)) {
        days.add(counted(fold, entry));
        batch[entry.seq - first]?.settled?.resolve(entry.seq);
      }
    }
    if (history.months.length !== segments) this.#options.onGrown();
  }

  #sayDropped(xSeq: number): void {
    if (this.#dropped === 0) return;
    const data = { reason: 'the disk took no entries', entries: this.#dropped };
    this.#waiting.unshift({ ...this.#entry({ kind: 'gap', data }), xSeq });
    this.#dropped = 0;
  }

  #refused(error: GatewayError): void {
    const told = this.#waiting.filter(({ settled }) => settled !== undefined);
    this.#waiting = this.#waiting.filter(({ settled }) => settled === undefined);
    for (const { settled } of told) settled?.reject(error);
    if (!this.#failing) this.#options.onWritten(this.id, false, error);
    this.#failing = true;
    if (!this.#closed) this.#retry = this.#options.clock.setTimeout(() => void this.#kick(), retryMs);
  }
}

function counted(fold: Fold, entry: Entry): EndedDay[] {
  // The days end before the entry is taken up.
  return fold.entry(entry).map((day) => ({ ...day, upTo: entry.seq - 1 }));
}
