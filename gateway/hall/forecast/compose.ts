import { type AlarmCondition, localClock, type Timer } from '../../../drivers/index.js';
import { branchCalendar } from '../../device-file/months.js';
import type { Foundation } from '../../foundation.js';
import { openingHours } from '../../hours/opening-hours.js';
import type { HallView } from '../hall-queue.js';
import { createDayHistory } from '../history/day-history.js';
import { type DayRecord, dayRecordOf, dayRecordSchema } from '../history/day-record.js';
import { createQuarterWatch, watchedSchema } from '../history/quarter-watch.js';
import { branchQuarters } from '../history/quarters.js';
import { createAheadCondition } from './congestion-ahead.js';
import type { ForecastView } from './forecast-schema.js';
import { Forecaster } from './forecaster.js';
import type { LevelThresholds } from './level-ahead.js';

export interface ForecastParts {
  readonly foundation: Pick<Foundation, 'clock' | 'store' | 'onError'>;
  readonly branch: { readonly timezone: string; readonly hours?: Readonly<Record<string, string>> | undefined };
  readonly thresholds: LevelThresholds;
  /** How far ahead a level is looked for, minutes. */
  readonly warnMinutes: number;
  /** The queue as it is now. */
  readonly view: () => HallView;
  /** Its congestion level, 0 to 3. */
  readonly level: () => number;
  readonly condition: (condition: AlarmCondition) => void;
}

/** What is to come in the hall, and the days it is learnt from. */
export interface HallForecast {
  start(): void;
  /** As of the last minute. */
  current(): ForecastView;
  /**
   * Takes the day of the queue into the history; to be called before the queue forgets it, and again whenever it may have
   * grown. On disk when it resolves; rejects as `Table.put`.
   */
  keepDay(): Promise<void>;
  days(): readonly DayRecord[];
  stop(): void;
}

const everyMs = 60_000;

export function composeForecast(parts: ForecastParts): HallForecast {
  const { foundation, branch, thresholds, warnMinutes, view, level, condition } = parts;
  const { clock, store, onError } = foundation;
  const calendar = branchCalendar(branch.timezone);
  const hours = branch.hours && openingHours(branch.hours, branch.timezone);
  const quarters = branchQuarters(branch.timezone, calendar, hours);
  const history = createDayHistory(store.table('hall-days', dayRecordSchema));
  const watched = store.table('hall-watched', watchedSchema);
  const watch = createQuarterWatch({ clock, calendar, quarters, table: watched, onError });
  const forecaster = new Forecaster({ quarters, thresholds, warnMinutes });
  const local = localClock(branch.timezone);
  const aheadCondition = createAheadCondition((at) => {
    const { hour, minute } = local(at);
    return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
  });
  let timer: Timer | undefined;
  let current: ForecastView | undefined;

  const look = (): ForecastView => {
    const now = clock.now();
    const today = view();
    const { quarter } = quarters.at(now);
    const unwatched = watch.of(today.day).unwatched.filter((each) => each < quarter);
    return forecaster.look({ now, view: today, level: level(), history: history.days(), unwatched });
  };
  const lookOn = () => {
    current = look();
    condition(aheadCondition(current.status === 'ready' ? current.ahead : undefined));
    timer = clock.setTimeout(lookOn, everyMs);
  };

  return {
    start() {
      watch.start();
      lookOn();
    },
    current: () => current ?? look(),
    async keepDay() {
      const today = view();
      await history.keep(dayRecordOf(today, watch.of(today.day)));
    },
    days: () => history.days(),
    stop() {
      timer?.cancel();
      watch.stop();
    },
  };
}
