import type { HoursMeans } from '../../branch-hours.js';
import type { DriverContext, LinkKind } from '../../driver.js';
import type { CountingOptions } from './options.js';

/** A pair of passage counts, each an integer >= 0. */
export interface Counts {
  readonly in: number;
  readonly out: number;
}

/** What a counter's driver works with. */
export type CounterContext<
  Options extends CountingOptions = CountingOptions,
  Kind extends LinkKind = LinkKind,
> = DriverContext<Options, Kind> & HoursMeans;

/** How a kind of counter keeps its totals. */
export interface CounterNature {
  /** The first value its totals cannot hold: 2^32 or 2^16. */
  readonly range: number;
  /** What a power cut leaves of them; where nobody knows, `zero` is the harder case. */
  readonly afterPowerCut: 'zero' | 'kept';
}

/** Totals of a counter as read. */
export interface TotalsReading extends Counts {
  /** s since the counter started, where it tells that. */
  readonly uptimeSeconds?: number;
}

/** What a counter that keeps no totals has counted in one period. */
export interface PeriodRecord extends Counts {
  /** Serial number of the unit. Together with `stamp` it tells a record from every other: a counter repeats them. */
  readonly serial: string;
  /** Time of the record as the unit wrote it, e.g. `20260101090000`. */
  readonly stamp: string;
  /** Start and end of the period, ms since 1970-01-01 UTC, as far as the clock of the unit can be trusted. */
  readonly from: number;
  readonly to: number;
}

/**
 * How sure an interval's counts are. `restart`: the counter began again, passages just before it may be missing;
 * `first`: a baseline, nothing is counted; `uncertain`: see `Why`.
 */
export type Quality = (typeof qualities)[number];
export const qualities = ['good', 'restart', 'first', 'uncertain'] as const;

/**
 * Why an interval is `uncertain`:
 * - `fell`: the totals fell without having begun from zero; nothing is counted and the new value is the base;
 * - `jumped`: they rose by more than can have passed; nothing is counted and the new value is the base;
 * - `roll-over-or-restart`: after a long silence both would explain the reading; it is taken for a restart;
 * - `restart-by-clock`: only the wall clock says that the counter has restarted meanwhile;
 * - `same-time`: a record bears the time of an earlier one and other counts; it is counted;
 * - `unit-clock`: the clock of the unit was wrong; the counts are right, their time is not;
 * - `part-of-day`: of a day: the counter was not read when it began or ended, and people passed meanwhile.
 */
export type Why = (typeof whys)[number];
export const whys = [
  'fell',
  'jumped',
  'roll-over-or-restart',
  'restart-by-clock',
  'same-time',
  'unit-clock',
  'part-of-day',
] as const;

/** The counts as state and command results show them. */
export interface CountsView extends Record<string, unknown> {
  /** Passages since installation. */
  readonly in: number;
  readonly out: number;
  /** People inside, by the passages since the counting day began. */
  readonly inside: number;
  /** The counting day so far. */
  readonly today: { readonly day: string; readonly in: number; readonly out: number };
  /** The counter's own totals, of counters that keep them. */
  readonly deviceIn?: number;
  readonly deviceOut?: number;
}

/** What one reading or record has brought. */
export interface Recorded {
  readonly view: CountsView;
  /** False when nobody has passed since the last one. */
  readonly changed: boolean;
  readonly quality: Quality;
  readonly why?: Why | undefined;
  /** The counter's own totals before, where they have not just gone on. */
  readonly before?: Counts | undefined;
  /** Of a period record: it had been counted before and was not again. */
  readonly repeated?: true;
}

/** A whole counting day. */
export interface JudgedDay extends Counts {
  readonly day: string;
}

/**
 * Counts over a counter that keeps totals (`totalsTally`). Totals since installation survive restarts and roll-over of the
 * counter, loss of its memory, kills of the gateway and losses of contact: nobody is counted twice, and nobody is lost whom
 * the counter still knew.
 */
export interface TotalsTally {
  /**
   * True of totals that cannot come of people walking since the last reading: they fell, or rose too fast. A driver that
   * can ask again does so before it records them (`readSurely`): a check sum of 8 bits lets noise through now and then, and
   * a counter can restart between two questions. Where the uptime is another question than the totals, it comes after them.
   */
  surprising(reading: TotalsReading): boolean;
  /**
   * Accounts a reading; in the order of the calls. Counts are durable together with the interval that tells them. Rejects
   * when they cannot be saved: nothing is lost or told then, because the next reading still contains them.
   */
  record(reading: TotalsReading): Promise<Recorded>;
  /** The counter has confirmed that its totals are zero now, as we asked; what it counted before has been recorded. */
  zeroed(): Promise<void>;
  /** As last recorded, also before a restart of the gateway; undefined before the first time. */
  view(): CountsView | undefined;
  /** The last whole day that is certain enough to compare in with out. */
  judgedDay(): JudgedDay | undefined;
  /** Resolves when everything handed in so far is saved or refused. */
  settled(): Promise<void>;
}

/** Counts over a counter that tells increments and repeats what was not answered (`periodsTally`). */
export interface PeriodsTally {
  /**
   * Counts a record that was not counted before. Acknowledge it to the unit when this has resolved and not sooner: it is
   * durable then. Rejects when it cannot be saved; the unit, unanswered, sends it again.
   */
  record(period: PeriodRecord): Promise<Recorded>;
  view(): CountsView | undefined;
  judgedDay(): JudgedDay | undefined;
  settled(): Promise<void>;
}

/** What a driver has seen during one poll; what it cannot see it leaves out. */
export interface CounterSeen {
  /** Everything recorded since the last report; left out where something that was read could not be recorded. */
  readonly recorded?: readonly Recorded[];
  readonly door?: 'open' | 'closed' | undefined;
  /** The counter itself says that it is blocked or misaligned: what it says, for the technician. */
  readonly blocked?: string | undefined;
  /** Its supply or a battery is low: what it says. */
  readonly powerLow?: string | undefined;
  /** Frames since the last report: intact ones, and those whose check sum failed. */
  readonly frames?: { readonly intact: number; readonly damaged: number };
}

/** Turns what polls have seen into alarms CNT-452 to CNT-457, each told at every report (`counterWatch`). */
export interface CounterWatch {
  report(seen: CounterSeen): void;
}

/** What a kind of counter can tell of itself; decides which alarms its definition declares (`counterAlarms`). */
export interface CounterTells {
  /** Keeps totals, so that these can begin again, fall or jump. */
  readonly totals: boolean;
  readonly blocked: boolean;
  readonly power: boolean;
}
