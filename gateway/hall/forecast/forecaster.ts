import type { HallView } from '../hall-queue.js';
import type { DayRecord } from '../history/day-record.js';
import type { Quarters } from '../history/quarters.js';
import type { Ahead, ForecastView } from './forecast-schema.js';
import { type LevelThresholds, levelAhead } from './level-ahead.js';
import { comparableDays, type DayProfile, neededDays, profileOf } from './profile.js';
import { meanServiceSeconds } from './service-time.js';
import { type RestOfDay, restOfDay } from './today.js';

export interface ForecasterOptions {
  readonly quarters: Quarters;
  readonly thresholds: LevelThresholds;
  /** How far ahead a level is looked for, minutes. */
  readonly warnMinutes: number;
}

/** What is known at a look. */
export interface Present {
  /** ms since 1970. */
  readonly now: number;
  readonly view: HallView;
  /** Congestion level, 0 to 3. */
  readonly level: number;
  readonly history: readonly DayRecord[];
  /** Quarter hours of today before the present one that were not watched. */
  readonly unwatched: readonly number[];
}

const quarterSeconds = 900;

/** Puts the parts of the forecast together. Remembers what it foresaw, so that it does not change its mind at every look. */
export class Forecaster {
  readonly #options: ForecasterOptions;
  #foreseen = 0;
  /** The days that are over do not change while this one lasts. */
  #cached: { readonly day: string; readonly history: readonly DayRecord[]; readonly profile: DayProfile | undefined };

  constructor(options: ForecasterOptions) {
    this.#options = options;
    this.#cached = { day: '', history: [], profile: undefined };
  }

  look(present: Present): ForecastView {
    const { view, history, now, unwatched } = present;
    const profile = this.#profile(view.day, history);
    if (!profile) {
      this.#foreseen = 0;
      return { status: 'too-short', comparableDays: comparableDays(history, view.day), neededDays };
    }
    const { quarters } = this.#options;
    const at = quarters.at(now);
    const rest = restOfDay(profile, { arrivals: view.arrivals, now: at, unwatched });
    const ahead = this.#ahead(present, rest);
    this.#foreseen = ahead.status === 'level' ? ahead.level : 0;
    return {
      status: 'ready',
      comparableDays: profile.comparable,
      level: Math.round(rest.level * 100) / 100,
      rest: rounded(rest.rest),
      quarters: rest.quarters.map((each) => ({ at: quarters.text(each.quarter), ...rounded(each) })),
      ahead,
    };
  }

  #profile(day: string, history: readonly DayRecord[]): DayProfile | undefined {
    if (this.#cached.day !== day || this.#cached.history !== history) {
      this.#cached = { day, history, profile: profileOf(history, day) };
    }
    return this.#cached.profile;
  }

  #ahead({ now, view, level, history }: Present, rest: RestOfDay): Ahead {
    const { openCounters, waiting, counters } = view;
    if (openCounters === 0) return { status: 'nobody-open' };
    const serviceSeconds = meanServiceSeconds(view, history);
    if (serviceSeconds === undefined) return { status: 'unmeasured' };
    const { quarters, thresholds, warnMinutes: minutes } = this.#options;
    const { quarter: first, part } = quarters.at(now);
    const left = quarterSeconds * (1 - part);
    const byQuarter = new Map(rest.quarters.map(({ quarter, expected }) => [quarter, expected]));
    const perSecond = (at: number) => {
      if (at < left) return (byQuarter.get(first) ?? 0) / left;
      return (byQuarter.get(first + 1 + Math.floor((at - left) / quarterSeconds)) ?? 0) / quarterSeconds;
    };
    const busy = counters.filter(({ open, ticket }) => open && ticket !== undefined).length;
    const queue = { waiting: waiting.length, busy, counters: openCounters, serviceSeconds };
    return levelAhead({ queue, perSecond, thresholds, level, minutes, foreseen: this.#foreseen, now });
  }
}

function rounded({ expected, low, high }: { expected: number; low: number; high: number }) {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return { expected: tenth(expected), low: tenth(low), high: tenth(high) };
}
