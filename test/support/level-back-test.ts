import { branchCalendar } from '../../gateway/device-file/months.js';
import { Forecaster } from '../../gateway/hall/forecast/forecaster.js';
import type { CounterView, HallTicket, HallView } from '../../gateway/hall/hall-queue.js';
import { branchQuarters } from '../../gateway/hall/history/quarters.js';
import type { DayTruth } from '../../simulators/hall/truth.js';
import { generatedDays } from './back-test.js';
import { liveThrough } from './paper-day.js';

export interface LevelBackTest {
  /** Minutes of opening hours in which somebody looked. */
  readonly looks: number;
  /** Times that a level was reached after a quarter of an hour without. */
  readonly reached: number;
  /** Of those, how many were warned of 2 minutes or more before. */
  readonly foreseen: number;
  /** Minutes from the warning to the level, median. */
  readonly leadMinutes: number;
  readonly warnings: number;
  /** Warnings after which no level came within 45 minutes. */
  readonly falseAlarms: number;
}

const thresholds = { level1: 2.5, level2: 3.5, level3: 4.5 };
const timezone = 'Asia/Shanghai';
const minute = 60_000;
/** Looks that must agree before somebody is warned, and quiet ones that end it, as the delays of the alarm are. */
const agreeing = 2;
const quiet = 6;

/** Days lived through on paper; every minute the forecaster looks, knowing what a gateway would know by then. */
export async function levelBackTest({ days, seed }: { days: number; seed: number }): Promise<LevelBackTest> {
  const all = generatedDays('2026-01-05', 70 + Math.ceil(days * 1.2), seed);
  const calendar = branchCalendar(timezone);
  const quarters = branchQuarters(timezone, calendar, undefined);
  const total = { looks: 0, reached: 0, foreseen: 0, warnings: 0, falseAlarms: 0 };
  const leads: number[] = [];
  for (const { day, open } of all.slice(-days)) {
    const truth = await liveThrough({ day, seed });
    const history = all.filter((other) => other.day < day);
    const forecaster = new Forecaster({ quarters, thresholds, warnMinutes: 30 });
    const opens = calendar.dayStart(day) + open.from * 15 * minute;
    const minutes = (open.to - open.from) * 15;
    const isHigh: boolean[] = [];
    const isForeseen: boolean[] = [];
    for (let n = 0; n < minutes; n++) {
      const now = opens + n * minute;
      const view = viewAt(truth, now);
      const level = Object.values(thresholds).filter((step) => (view.ratio ?? 0) >= step).length;
      const said = forecaster.look({ now, view, level, history, unwatched: [] });
      isHigh.push(level > 0);
      isForeseen.push(said.status === 'ready' && said.ahead.status === 'level');
    }
    total.looks += minutes;
    const reached = starts(isHigh, 1, 15);
    const warned = starts(isForeseen, agreeing, quiet);
    total.reached += reached.length;
    total.warnings += warned.length;
    total.falseAlarms += warned.filter((at) => !isHigh.slice(at, at + 45).includes(true)).length;
    for (const at of reached) {
      const warning = warned.findLast((each) => each <= at - 2 && at - each <= 60);
      if (warning === undefined) continue;
      total.foreseen += 1;
      leads.push(at - warning);
    }
  }
  return { ...total, leadMinutes: leads.sort((a, b) => a - b)[Math.floor(leads.length / 2)] ?? 0 };
}

/** Where a run of `true` has lasted `agree` minutes after `apart` minutes of `false`. */
function starts(signal: readonly boolean[], agree: number, apart: number): number[] {
  const found: number[] = [];
  let [run, rest, on] = [0, apart, false];
  for (const [at, is] of signal.entries()) {
    run = is ? run + 1 : 0;
    rest = is ? 0 : rest + 1;
    if (rest >= apart) on = false;
    if (on || run < agree) continue;
    on = true;
    found.push(at);
  }
  return found;
}

/** What a gateway would know at a moment of a day. */
function viewAt({ day, customers, moments, serviceSeconds }: DayTruth, now: number): HallView {
  const moment = moments.findLast(({ at }) => at <= now) ?? { waiting: 0, open: 0 };
  const known = customers.filter(({ drawnAt }) => drawnAt !== undefined && drawnAt <= now);
  const busy = known.filter(({ calledAt, goneAt, fate }) => {
    return fate === 'served' && calledAt !== undefined && calledAt <= now && (goneAt ?? now) - 20_000 > now;
  }).length;
  const arrivals = new Array<number>(96).fill(0);
  for (const { drawnAt = 0 } of known) {
    const quarter = Math.floor(((drawnAt + 8 * 3_600_000) % 86_400_000) / (15 * minute));
    arrivals[quarter] = (arrivals[quarter] ?? 0) + 1;
  }
  const ticket = {
    id: 't',
    number: 'A1',
    service: 's',
    state: 'called',
    issuedAt: 0,
    waitsSince: 0,
    recalls: 0,
  } as const;
  const seconds = Object.values(serviceSeconds).flat();
  const counters: CounterView[] = Array.from({ length: moment.open }, (_, n) => ({
    ...{ id: String(n), services: undefined, open: true, signedOn: true },
    ...(n < busy ? { ticket } : {}),
  }));
  return {
    day,
    services: [
      {
        ...{ id: 's', name: { zh: 's' }, prefix: 'A', priority: 0, waiting: moment.waiting, issued: known.length },
        ...{ served: 0, noShow: 0, abandoned: 0, oldestWaitSeconds: undefined, expectedWaitMinutes: undefined },
        meanServiceSeconds: seconds.reduce((sum, each) => sum + each, 0) / Math.max(1, seconds.length),
        meanWaitSeconds: undefined,
      },
    ],
    counters,
    waiting: Array.from({ length: moment.waiting }, (): HallTicket => ({ ...ticket, state: 'waiting' })),
    openCounters: moment.open,
    ratio: moment.open === 0 ? undefined : moment.waiting / moment.open,
    arrivals,
  };
}
