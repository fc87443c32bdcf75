import { z } from 'zod';
import { type AlarmCondition, type LocalTime, localClock, rememberedHours } from '../../drivers/index.js';
import type { AlarmManager } from '../alarms/manager.js';
import type { CommandTarget } from '../commands/target.js';
import type { Turns } from '../commands/turns.js';
import type { RoutinesConfig } from '../config/routines-schema.js';
import type { ResolvedConfig } from '../config/schema.js';
import { branchCalendar } from '../device-file/months.js';
import type { Foundation } from '../foundation.js';
import type { Hall } from '../hall/compose.js';
import { createDeviceOrders } from '../hall/device-orders.js';
import { isBelievableDay } from '../hours/believable-day.js';
import { openingHours } from '../hours/opening-hours.js';
import { drillAlarm, inspectionAlarm } from './alarm-types.js';
import { routineCommandSet } from './commands.js';
import { dayCounts } from './counts.js';
import { createDrills, runningDrillSchema } from './drill.js';
import type { DailyRoutine, Done } from './due.js';
import { createExpectedOff } from './expected-off.js';
import { inspect } from './inspection.js';
import { createReportTeller, printReport } from './publishing.js';
import { dayCountsSchema, type RoutineName, type RoutineReport, routineReportSchema } from './report-schema.js';
import { createRunner, type HandoverMark } from './runner.js';
import { createRoutineWatch } from './watch.js';

export interface RoutinesParts {
  readonly foundation: Foundation;
  readonly config: ResolvedConfig;
  readonly routines: RoutinesConfig;
  readonly hall: Pick<Hall, 'queue' | 'startDay'> | undefined;
  readonly turns: Turns;
  readonly target: (deviceId: string) => CommandTarget | undefined;
  readonly pollNow: (deviceId: string) => void;
  readonly states: () => Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly alarms: Pick<AlarmManager, 'condition' | 'records' | 'find' | 'suppress'>;
}

/** What the gateway does at set times of a day, and on demand. */
export interface Routines {
  readonly commands: CommandTarget;
  start(): void;
  stop(): Promise<void>;
}

const markSchema = z.strictObject({ at: z.number(), day: z.string(), counts: dayCountsSchema });
const closedWhy = { zh: '营业结束后断电', en: 'after closing, power is off' };

export function composeRoutines(parts: RoutinesParts): Routines {
  const { foundation, config, routines, hall, alarms, target, turns, pollNow, states } = parts;
  const { clock, clockSynced, store, publisher, onError } = foundation;
  const { language } = config.gateway;
  const { timezone, hours: written = {} } = config.branch;
  const calendar = branchCalendar(timezone);
  const hours = rememberedHours(openingHours(written, timezone));
  const wall = localClock(timezone);
  const orders = createDeviceOrders({ target, turns, foundation });
  const condition = (said: AlarmCondition) => alarms.condition('gateway', said);
  const enabled = config.devices.filter(({ admin }) => admin === 'enabled');
  const having = (kind: string, command: string) =>
    enabled.filter(({ driver }) => driver.class === kind && driver.commands.includes(command)).map(({ id }) => id);
  const printers = having('ticket-printer', 'report');
  const usual = routines.printer;
  const offered = usual === undefined ? printers : [usual, ...printers.filter((id) => id !== usual)];

  const reports = store.table('routine-reports', routineReportSchema);
  const doneDays = store.table('routine-days', z.string());
  const marks = store.table('routine-handover', markSchema);
  const tell = createReportTeller({
    reports,
    stage: (routine, report) => publisher.stage.report(routine, report),
    commit: (changes) => store.commit(changes),
  });
  const counts = () => dayCounts(hall?.queue.view(), states());
  const isRaised = ({ 'is-cleared': isCleared }: { readonly 'is-cleared': boolean }) => !isCleared;
  const runner = createRunner({
    ...{ clock, calendar, language, counts, condition, orders },
    time: (iso) => clockText(wall(Date.parse(iso))),
    records: () => alarms.records(),
    boards: having('led-board', 'clear'),
    counters: having('people-counter', 'read'),
    darkBoards: () => having('led-board', 'power').filter((id) => states()[id]?.['power'] === false),
    lastHandover: () => marks.get('last'),
    startDay: async () => hall?.startDay(),
    isOpen: (at) => hours.isOpen(at),
    inspect: (hallIsEmpty) =>
      inspect(
        {
          devices: config.devices.map(({ id, driver }) => ({ id, class: driver.class, commands: driver.commands })),
          ...{ orders, pollNow, clock },
          stateOf: (deviceId) => states()[deviceId] ?? {},
          raised: () =>
            alarms
              .records()
              .filter(isRaised)
              .map((record) => ({ deviceId: record.resource.split('/').at(-1) ?? '', record })),
        },
        hallIsEmpty,
      ),
  });

  const print = (report: RoutineReport, printer: string) => printReport(report, printer, { target, now: clock.now() });
  async function run(routine: Exclude<RoutineName, 'drill'>, by: RoutineReport['by'], day?: string) {
    const report = await runner.run(routine, by, day);
    const changes = [];
    const undo = [];
    if (routine === 'handover') {
      const mark: HandoverMark = { at: Date.parse(report.startedAt), day: report.day, counts: counts() };
      changes.push(marks.change('last', mark));
      undo.push(marks.change('last', marks.get('last')));
    } else {
      changes.push(doneDays.change(routine, report.day));
      undo.push(doneDays.change(routine, doneDays.get(routine)));
    }
    await tell(report, { changes, undo });
    return report;
  }

  const drills = createDrills({
    ...{ clock, condition, onError },
    table: store.table('routine-drills', runningDrillSchema),
    find: (scenario) => alarms.find({ deviceId: 'gateway', type: drillAlarm, qualifier: scenario }),
    async onEnd(scenario, { startedAt, printer }) {
      const report = runner.ofDrill(startedAt, drills.resultOf(scenario, startedAt));
      await tell(report, { changes: [], undo: [] });
      if (printer !== undefined) void print(report, printer);
    },
  });
  const off = createExpectedOff(
    routines.closing ? config.devices.filter((device) => device.hours !== 'always').map(({ id }) => id) : [],
    (deviceId, source, why) => alarms.suppress(deviceId, source, why),
    closedWhy[language],
  );
  const wanted = new Set<DailyRoutine>(['opening', 'reset', ...(routines.closing ? (['closing'] as const) : [])]);
  const watch = createRoutineWatch({
    ...{ hours, calendar, clock, wanted, onError },
    ...{ openingMinutes: routines.openingMinutes, resetMinutes: routines.resetMinutes },
    closingMinutes: routines.closingMinutes,
    done: () => Object.fromEntries(doneDays.entries()) as Done,
    clockIsBelievable() {
      const last = [...doneDays.entries()]
        .map(([, day]) => day)
        .sort()
        .at(-1);
      return last === undefined || isBelievableDay(last, calendar.day(clock.now()), clockSynced());
    },
    hallIsBusy() {
      const view = hall?.queue.view();
      return (
        view !== undefined && (view.waiting.length > 0 || view.counters.some(({ ticket }) => ticket !== undefined))
      );
    },
    async run({ routine, day }) {
      const report = await run(routine, 'schedule', day);
      const [printer] = offered;
      if (routine === 'opening' && routines.printOpening && printer !== undefined) void print(report, printer);
    },
    onShut: (isShut) => off.set(isShut),
  });

  return {
    commands: routineCommandSet({
      run: (routine) => run(routine, 'command'),
      ...{ drills, print, printers: offered },
      reportOf: (routine) => reports.get(routine),
    }),
    start() {
      // What the last inspection found holds until the next; a start must not clear it.
      const last = reports.get('opening');
      const stands = last !== undefined && !last.ok && last.day === calendar.day(clock.now());
      condition({
        type: inspectionAlarm,
        active: stands,
        ...(stands ? { detail: last.lines.join('; ').slice(0, 500) } : {}),
      });
      drills.resume();
      watch.start();
    },
    async stop() {
      drills.stop();
      await watch.stop();
    },
  };
}

/** `09:05`. */
function clockText({ hour, minute }: LocalTime): string {
  return [hour, minute].map((value) => String(value).padStart(2, '0')).join(':');
}
