import { type Clock, GatewayError, type Timer } from '../../drivers/index.js';
import type { Calendar } from '../device-file/months.js';
import type { Staged } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import type { Table } from '../storage/store.js';
import type { Availability } from './report.js';

/** How long after midnight a day is told: what the last second changed is in it, ms. */
const settleMs = 5_000;
/** The clock is looked at this often, as it may be set, ms. */
const lookMs = 600_000;
/** Days that are told late at most: a clock that was years off tells no years. */
const mostDays = 31;

export interface DailyOptions {
  /** Ids of the terminals. */
  readonly ids: readonly string[];
  readonly clock: Clock;
  readonly calendar: Calendar;
  /** The last local day that was told, by terminal. */
  readonly told: Table<string>;
  readonly figures: (deviceId: string, day: string) => Promise<Availability | undefined>;
  readonly stage: (deviceId: string, data: Availability) => Staged;
  readonly commit: (changes: readonly Change[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export interface Daily {
  start(): void;
  /** Tells what is due now; resolves when that is on disk or was refused. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells every terminal's day once it is over, also the days that ended while the gateway was off. What was told and that it
 * was told reach the disk together: a kill neither loses a day nor, at the centre, makes two of it.
 */
export function createDaily(options: DailyOptions): Daily {
  const { ids, clock, calendar, told, onError } = options;
  let timer: Timer | undefined;
  let working: Promise<void> = Promise.resolve();
  let stopped = false;

  const before = (day: string) => calendar.day(calendar.dayStart(day) - 1);
  /** The days of a terminal that are over and not told yet, oldest first. */
  const due = (id: string, today: string): string[] => {
    const last = told.get(id);
    if (last === undefined || last >= today) return [];
    const days: string[] = [];
    for (let day = before(today); day > last && days.length < mostDays; day = before(day)) days.unshift(day);
    return days;
  };
  const tell = async (id: string, day: string): Promise<void> => {
    const data = await options.figures(id, day);
    // A file that cannot be opened now is tried again with the next look.
    if (!data) return;
    const staged = options.stage(id, data);
    const undo = told.get(id);
    try {
      await options.commit([...staged.changes, told.change(id, day)]);
    } catch (error) {
      // The store would write it with its next change, and it is told anew then.
      await options.commit([...staged.unsay(), told.change(id, undo)]).catch(() => undefined);
      throw error;
    }
    staged.say();
  };
  const look = async (): Promise<void> => {
    const today = calendar.day(clock.now());
    for (const id of ids) {
      const last = told.get(id);
      // New here, or the clock was set back over a midnight: that day is told again when it is over again.
      if (last === undefined || last >= today) await options.commit([told.change(id, before(today))]);
      for (const day of due(id, today)) {
        if (stopped) return;
        await tell(id, day);
      }
    }
  };
  const run = (): Promise<void> => {
    working = working.then(look).catch((error: unknown) => {
      // A disk that takes nothing has an alarm of its own; what is due is told with a later look.
      if (!(error instanceof GatewayError && error.code.startsWith('STORAGE_'))) onError(error);
    });
    return working;
  };
  const schedule = () => {
    const now = clock.now();
    const next = Math.min(lookMs, calendar.dayEnd(now) - now + settleMs);
    timer = clock.setTimeout(() => void run().then(() => stopped || schedule()), next);
  };

  return {
    start() {
      void run().then(() => stopped || schedule());
    },
    run,
    async stop() {
      stopped = true;
      timer?.cancel();
      await working;
    },
  };
}
