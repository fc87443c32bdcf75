import type { AlarmCondition, KeypadReceiver } from '../../drivers/index.js';
import type { AlarmManager } from '../alarms/manager.js';
import type { CallRoutes } from '../board-call/routes.js';
import type { CommandTarget } from '../commands/target.js';
import type { Turns } from '../commands/turns.js';
import type { HallConfig } from '../config/hall-schema.js';
import { hallPrinters } from '../config/plan-hall.js';
import type { ResolvedConfig } from '../config/schema.js';
import { branchCalendar } from '../device-file/months.js';
import type { Foundation } from '../foundation.js';
import { isNewDay } from '../hours/believable-day.js';
import { callAlarm, congestionAlarm, ticketAlarm } from './alarm-types.js';
import { HallBoards } from './boards.js';
import { hallCommandSet } from './commands.js';
import { createCongestionCondition, levelOf } from './congestion.js';
import { createHallDesk } from './desk.js';
import { createDeviceOrders } from './device-orders.js';
import { composeForecast, type HallForecast } from './forecast/compose.js';
import type { HallQueue } from './hall-queue.js';
import type { HallReport } from './hall-schema.js';
import { createHallHearing } from './hearing.js';
import { createHallKeypads } from './keypads.js';
import { CongestionLevel } from './level.js';
import { createHallLights } from './lights.js';
import { startPace } from './pace.js';
import { createPrintBook, printRecordSchema } from './print-book.js';
import { createHallQueue } from './queue/index.js';
import { hallReport } from './report.js';
import { HallTickets } from './tickets.js';
import { worstAlarm } from './worst-alarm.js';

export interface HallParts {
  readonly foundation: Foundation;
  readonly config: ResolvedConfig;
  readonly hall: HallConfig;
  readonly routes: CallRoutes;
  readonly turns: Turns;
  readonly target: (deviceId: string) => CommandTarget | undefined;
  /** State of every device, by id. */
  readonly states: () => Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly alarms: Pick<AlarmManager, 'condition' | 'find' | 'list' | 'observe'>;
}

const congestionKey = { deviceId: 'gateway', type: congestionAlarm, qualifier: '' };

/** The hall of the branch: its queue, and what hangs on it. */
export interface Hall {
  readonly queue: HallQueue;
  readonly commands: CommandTarget;
  readonly keypadOf: (keypad: string) => KeypadReceiver;
  /** The same device, overheard where the hall only listens. */
  readonly hearing: (deviceId: string, target: CommandTarget) => CommandTarget;
  /** A device is in contact: a call or a signal that it has missed waits no longer. */
  isBack(deviceId: string): void;
  /** What the topic says, as of now. */
  report(): HallReport;
  /** Congestion, 0 to 3. */
  level(): number;
  /** What is to come today, and the days it is learnt from. */
  readonly forecast: Pick<HallForecast, 'current' | 'keepDay' | 'days'>;
  /** Begins the local day it is now, where the queue is in another and the clock can be believed (`isNewDay`). */
  startDay(): Promise<void>;
  start(): void;
  /** Resolves when what was asked for is on disk. */
  stop(): Promise<void>;
}

export function composeHall(parts: HallParts): Hall {
  const { foundation, config, hall, routes, turns, target, states, alarms } = parts;
  const { clock, clockSynced, store, publisher, bootId, logger, onError } = foundation;
  const { language } = config.gateway;
  const { timezone } = config.branch;
  const condition = (said: AlarmCondition) => alarms.condition('gateway', said);
  const calendar = branchCalendar(timezone);
  const printers = hallPrinters(config);
  const { services, counters, openAfterCallMinutes } = hall;
  const queue = createHallQueue({ services, counters, openAfterCallMinutes, store, clock, timezone, onError });
  const congestion = createCongestionCondition();
  let level: CongestionLevel | undefined;
  const orders = createDeviceOrders({ target, turns, foundation });
  const boards = new HallBoards({ clock, routes, orders, condition });
  const lights = createHallLights(hall.lights, { clock, orders });
  const tickets = new HallTickets({
    clock,
    printers: hall.mode === 'own' ? printers : [],
    isReady: (printer) => states()[printer]?.['ready'] === true && states()[printer]?.['operating'] === 'online',
    orders,
    book: createPrintBook(store.table('hall-prints', printRecordSchema), onError),
    serviceName(service) {
      const { name } = services.find(({ id }) => id === service) ?? {};
      return (language === 'en' ? name?.en : undefined) ?? name?.zh ?? service;
    },
    condition,
    withdraw: (ticketId) => queue.withdraw(ticketId),
  });

  const forecast = composeForecast({
    foundation,
    branch: config.branch,
    thresholds: hall.levels,
    warnMinutes: hall.forecast.warnMinutes,
    view: () => queue.view(),
    level: () => level?.value ?? 0,
    condition,
  });
  const report = () =>
    hallReport(queue.view(), {
      mode: hall.mode,
      level: level?.value ?? 0,
      peopleInside: inside(states()),
      forecast: forecast.current(),
    });
  const desk = createHallDesk({ queue, tickets, status: report });
  const hearing = createHallHearing({ clock, queue, services, printers, onError });

  const startDay = async (): Promise<void> => {
    const today = calendar.day(clock.now());
    const { day } = queue.view();
    if (!isNewDay(day, today, clockSynced())) return;
    // A day of a clock that was wrong teaches nothing.
    if (day < today) await forecast.keepDay();
    await queue.startDay(today);
  };
  let said: string | undefined;
  const look = (): void => {
    startDay().catch(onError);
    const view = queue.view();
    const now = level?.look(view.ratio) ?? 0;
    condition(congestion(now, view));
    const works = view.openCounters > 0 || view.waiting.length > 0;
    lights.show({ level: now, works, worst: worstAlarm(alarms.list()) });
    const data = report();
    const text = JSON.stringify(data);
    if (text === said) return;
    said = text;
    publisher.hall({ ...data });
  };

  const stopping: (() => void)[] = [];
  return {
    queue,
    commands: hallCommandSet(hall.mode, desk),
    keypadOf: createHallKeypads({
      mode: hall.mode,
      desk,
      bootId,
      onError,
      async audit(record) {
        const { changes, say } = publisher.stage.audit(record);
        await store.commit(changes).catch(onError);
        say();
      },
      onRefused: (keypad, { action, counter }, error) =>
        logger.info({ deviceId: keypad, action, counter, reason: error.message }, 'a key did nothing'),
    }),
    hearing: hall.mode === 'listen' ? hearing : (_deviceId, device) => device,
    isBack(deviceId) {
      boards.isBack(deviceId);
      lights.isBack(deviceId);
    },
    report,
    level: () => level?.value ?? 0,
    forecast,
    startDay,
    start() {
      level = new CongestionLevel({ ...hall.levels, clock, level: levelOf(alarms.find(congestionKey)) });
      if (hall.mode === 'own') {
        boards.restore(queue.view());
        tickets.resume(queue.view().waiting);
      } else {
        // What a queue of its own left raised is over.
        for (const type of [callAlarm, ticketAlarm]) condition({ type, active: false });
      }
      forecast.start();
      const pace = startPace(clock, look);
      const deaf = queue.onChange((change) => {
        if (hall.mode === 'own') boards.changed(change, () => queue.view());
        pace.changed();
      });
      const unseen = hall.lights.length > 0 ? alarms.observe(() => pace.changed()) : () => undefined;
      stopping.push(
        pace.stop,
        forecast.stop,
        deaf,
        unseen,
        () => boards.stop(),
        lights.stop,
        () => tickets.stop(),
      );
    },
    async stop() {
      for (const end of stopping) end();
      await queue.stop();
    },
  };
}

/** People inside by all counters that know it; undefined where none does. */
function inside(states: ReturnType<HallParts['states']>): number | undefined {
  const known = Object.values(states).flatMap(({ inside: people }) => (typeof people === 'number' ? [people] : []));
  return known.length === 0 ? undefined : known.reduce((sum, people) => sum + people, 0);
}
