import type { AlarmCondition, Clock } from '../../drivers/index.js';
import type { AlarmRecord } from '../alarms/record.js';
import type { Calendar } from '../device-file/months.js';
import type { Language } from '../device-file/words.js';
import type { DeviceOrders } from '../hall/device-orders.js';
import { inspectionAlarm } from './alarm-types.js';
import { countsSince } from './counts.js';
import type { DrillResult } from './drill.js';
import type { DayCounts, Finding, RoutineName, RoutineReport } from './report-schema.js';
import { choresSince, openAlarms } from './standing.js';
import { linesOf, titleOf } from './texts.js';

/** Where the counts stood at the last hand-over. */
export interface HandoverMark {
  readonly at: number;
  readonly day: string;
  readonly counts: DayCounts;
}

export interface RunnerOptions {
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly language: Language;
  /** An RFC 3339 time in the time of the branch, for people. */
  readonly time: (iso: string) => string;
  readonly records: () => readonly AlarmRecord[];
  readonly counts: () => DayCounts;
  readonly inspect: (hallIsEmpty: boolean) => Promise<Finding[]>;
  readonly condition: (condition: AlarmCondition) => void;
  readonly orders: DeviceOrders;
  /** Enabled boards that can be cleared, and counters that can be read. */
  readonly boards: readonly string[];
  readonly counters: readonly string[];
  /** Boards that somebody has switched dark. */
  readonly darkBoards: () => readonly string[];
  readonly lastHandover: () => HandoverMark | undefined;
  /** Begins the day of the queue, where the branch has a hall. */
  readonly startDay: () => Promise<void>;
  readonly isOpen: (at: number) => boolean;
}

type Found = Partial<Omit<RoutineReport, 'routine' | 'title' | 'day' | 'startedAt' | 'endedAt' | 'by' | 'lines'>>;

/** Does a routine and gives its report, which is told by whoever asked. */
export function createRunner(options: RunnerOptions) {
  const { clock, calendar, language, time, records, counts, condition, orders } = options;

  async function opening(): Promise<Found> {
    const findings = await options.inspect(!options.isOpen(clock.now()));
    const failed = findings.filter(({ result }) => result === 'failed');
    const detail = failed.map((finding) => `${finding.deviceId}: ${finding.detail ?? ''}`).join('; ');
    const type = inspectionAlarm;
    condition(failed.length > 0 ? { type, active: true, detail: detail.slice(0, 500) } : { type, active: false });
    return { findings, openAlarms: openAlarms(records()), ok: failed.length === 0 };
  }

  async function reset(): Promise<Found> {
    await options.startDay();
    await Promise.allSettled(options.darkBoards().map((id) => orders.order(id, 'power', { on: true })));
    return { ok: true };
  }

  /** A board or counter that cannot be had has an alarm of its own. */
  async function closing(day: string): Promise<Found> {
    const orderAll = (ids: readonly string[], name: string) => ids.map((id) => orders.order(id, name, {}));
    await Promise.allSettled([...orderAll(options.boards, 'clear'), ...orderAll(options.counters, 'read')]);
    condition({ type: inspectionAlarm, active: false });
    const open = openAlarms(records());
    const since = new Date(calendar.dayStart(day)).toISOString();
    return { openAlarms: open, chores: choresSince(records(), since), counts: counts(), ok: open.length === 0 };
  }

  async function handover(): Promise<Found> {
    const now = clock.now();
    const today = calendar.day(now);
    const last = options.lastHandover();
    const sameDay = last !== undefined && last.day === today;
    const since = new Date(last === undefined ? calendar.dayStart(today) : last.at).toISOString();
    const open = openAlarms(records());
    return {
      since,
      openAlarms: open,
      chores: choresSince(records(), since),
      counts: countsSince(counts(), sameDay ? last.counts : {}),
      ok: open.length === 0,
    };
  }

  const report = (routine: RoutineName, day: string, startedAt: number, by: RoutineReport['by'], found: Found) => {
    const known = {
      ...{ routine, title: titleOf(routine, language), day },
      ...{ startedAt: new Date(startedAt).toISOString(), endedAt: new Date(clock.now()).toISOString() },
      ...{ by, ok: true, ...found },
    };
    return { ...known, lines: linesOf(known, language, time) };
  };

  return {
    async run(
      routine: Exclude<RoutineName, 'drill'>,
      by: RoutineReport['by'],
      day = calendar.day(clock.now()),
    ): Promise<RoutineReport> {
      const startedAt = clock.now();
      const found = await { opening, reset, closing: () => closing(day), handover }[routine]();
      return report(routine, day, startedAt, by, found);
    },
    ofDrill(startedAt: number, drill: DrillResult): RoutineReport {
      const found = { drill, ok: drill.acknowledgedAfterSeconds !== undefined };
      return report('drill', calendar.day(startedAt), startedAt, 'command', found);
    },
  };
}
export type Runner = ReturnType<typeof createRunner>;
