import type { Told } from '../../driver.js';
import type { AccountRule } from './account.js';
import { type CountingDay, countingDays } from './day.js';
import type { CounterMemory, Today } from './memory.js';
import type { CounterContext, Counts, CountsView, JudgedDay, Recorded, TotalsReading } from './model.js';
import { beginDay, clockIsSetFrom, countsOf, type Grade, hasTurned, onWith, viewOf } from './today.js';

/** ms after which the counts are reported although nobody passed. */
const quietReportMs = 60_000;
/** ms between two readings over which people may have passed on either side of the beginning of a day. */
const closeMs = 300_000;
/** Taken for the time the gateway was down where the wall clock cannot tell it, ms. */
const guessMs = 86_400_000;

/** Puts the book on disk together with what is told, all of it or nothing; `entered`: with the entry in it. */
export type Save = (memory: CounterMemory, told: Told, entered: boolean) => Promise<void>;

/** Passages to enter. */
export interface Entry extends Grade {
  readonly delta: Counts;
  /** When they passed, ms since 1970-01-01 UTC; default since the last report. */
  readonly during?: { readonly from: number; readonly to: number } | undefined;
  /** The counter's own totals, of counters that keep them. */
  readonly device?: TotalsReading;
  readonly event?: Told['event'] | undefined;
}

/** The book of one counter: totals since installation, the counting day, and the intervals that are told of both. */
export class Book {
  readonly #context: CounterContext;
  readonly #dayAt: (at: number) => CountingDay;
  #memory: CounterMemory | undefined;
  #enteredMonotonic: number | undefined;
  #reportedMonotonic: number;

  constructor(context: CounterContext, memory: CounterMemory | undefined) {
    this.#context = context;
    this.#dayAt = countingDays(context.timezone, context.hours);
    this.#memory = memory;
    this.#reportedMonotonic = context.clock.monotonic();
  }

  get memory(): CounterMemory | undefined {
    return this.#memory;
  }

  get judgedDay(): JudgedDay | undefined {
    return this.#memory?.judged;
  }

  /** Undefined before the first entry. */
  get view(): CountsView | undefined {
    return this.#memory?.today && viewOf(this.#memory, this.#memory.today);
  }

  /** Time since the last entry, by the clock that never jumps unless the gateway has restarted meanwhile. */
  sinceEntry(): Pick<AccountRule, 'elapsedMs' | 'elapsedBy'> {
    const { clock } = this.#context;
    if (this.#enteredMonotonic !== undefined) {
      return { elapsedMs: clock.monotonic() - this.#enteredMonotonic, elapsedBy: 'monotonic' };
    }
    const { readAt, reportedAt = 0 } = this.#memory ?? {};
    const since = readAt ?? reportedAt;
    const elapsedMs = clock.now() - since;
    if (since < clockIsSetFrom || elapsedMs < 0) return { elapsedMs: guessMs, elapsedBy: 'guess' };
    return { elapsedMs, elapsedBy: 'wall' };
  }

  /** Rejects when it cannot be saved; the book is as before then, and nothing was told. */
  async enter(entry: Entry, save: Save): Promise<Recorded> {
    await this.#turnDay(entry, save);
    const { quality, why, event, during } = entry;
    const before = this.#memory;
    const { memory, today, measurement } = this.#with(entry);
    const someone = entry.delta.in > 0 || entry.delta.out > 0;
    const worthSaving = someone || quality !== 'good' || before?.today === undefined;
    if (worthSaving) await save(memory, { measurement, ...(event ? { event } : {}) }, true);
    const view = viewOf(memory, today);
    this.#context.state(view);
    const monotonic = this.#context.clock.monotonic();
    const isDue = during !== undefined || monotonic - this.#reportedMonotonic >= quietReportMs;
    // Nobody passed: an interval without counts is worth no writing.
    if (!worthSaving && isDue) this.#context.measurement(measurement);
    const isTold = worthSaving || isDue;
    if (isTold) this.#reportedMonotonic = monotonic;
    this.#memory = isTold || !before ? memory : { ...memory, reportedAt: before.reportedAt };
    this.#enteredMonotonic = monotonic;
    const known = quality === 'good' ? {} : { before: before?.device };
    return { view, changed: someone || quality === 'first', quality, why, ...known };
  }

  /** The book with the entry in it, and the interval that tells of it. */
  #with({ delta, device, during, ...grade }: Entry) {
    const before = this.#memory;
    const now = this.#context.clock.now();
    const was = before?.total ?? { in: 0, out: 0 };
    const total = { in: was.in + delta.in, out: was.out + delta.out };
    const begun = before?.today ?? { ...beginDay(this.#dayAt(now), was, partOfDay), from: during?.from ?? now };
    const isLate = during !== undefined && during.to <= begun.from;
    const today = onWith(begun, total, delta, grade, isLate);
    const memory: CounterMemory = { ...before, ...asRead(device, now), total, today, reportedAt: now };
    // A wall clock that was set back must not give an interval that ends before it begins.
    const interval = during ?? { from: Math.min(before?.reportedAt ?? now, now), to: now };
    const measurement = { ...textOf(interval), ...delta, totalIn: total.in, totalOut: total.out, ...gradeOf(grade) };
    return { memory, today, measurement };
  }

  /** The counter has begun again from zero as it was asked to. */
  async zeroed(save: Save): Promise<void> {
    if (!this.#memory) return;
    const memory = { ...this.#memory, device: { in: 0, out: 0 } };
    await save(memory, {}, false);
    this.#memory = memory;
  }

  /** Closes the counting day when another has begun. */
  async #turnDay({ delta: entered, during }: Entry, save: Save): Promise<void> {
    const before = this.#memory;
    const now = this.#context.clock.now();
    // What a counter tells late still belongs to the day before.
    const next = this.#dayAt(during ? during.to - 1 : now);
    if (!before?.today || !hasTurned(before.today, next, during ? next.from : now)) return;
    const apart = during ? during.from < next.from : this.sinceEntry().elapsedMs > closeMs;
    // People passed, and nobody can say on which side of the beginning of the day.
    const unwatched = apart && (entered.in > 0 || entered.out > 0);
    const closing: Today = unwatched ? { ...before.today, ...partOfDay } : before.today;
    const { day, ...delta } = countsOf(closing, before.total);
    const today = beginDay(next, before.total, unwatched ? partOfDay : undefined);
    const judged = closing.quality === 'uncertain' ? {} : { judged: { day, ...delta } };
    const memory: CounterMemory = { ...before, today, ...judged };
    const ended = Math.max(closing.from, Math.min(this.#dayAt(closing.from).until, now));
    const measurement = {
      day,
      ...textOf({ from: closing.from, to: ended }),
      ...delta,
      totalIn: before.total.in,
      totalOut: before.total.out,
      ...gradeOf(closing),
    };
    await save(memory, { measurement }, false);
    this.#memory = memory;
  }
}

const partOfDay: Grade = { quality: 'uncertain', why: 'part-of-day' };

function gradeOf({ quality, why }: Grade): Grade {
  return why === undefined ? { quality } : { quality, why };
}

function asRead(device: TotalsReading | undefined, readAt: number) {
  if (!device) return {};
  const { in: entered, out: left, uptimeSeconds } = device;
  return { device: { in: entered, out: left }, readAt, ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }) };
}

function textOf({ from, to }: { readonly from: number; readonly to: number }) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
