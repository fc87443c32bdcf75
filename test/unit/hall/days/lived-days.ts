import type { HallChange, HallView } from '../../../../gateway/hall/hall-queue.js';
import { CongestionLevel } from '../../../../gateway/hall/level.js';
import { daysFrom, startOf } from '../../../../simulators/hall/calendar.js';
import { startDay } from '../../../../simulators/hall/day.js';
import { planDay } from '../../../../simulators/hall/day-plan.js';
import { createFastTime } from '../../../../simulators/hall/fast-time.js';
import { branchProfile } from '../../../../simulators/hall/profile.js';
import type { DayTruth } from '../../../../simulators/hall/truth.js';
import { seededRandom } from '../../../support/random.js';
import { KillableHall } from './killable-hall.js';
import type { LevelChange } from './level-of.js';

const levels = { level1: 2.5, level2: 3.5, level3: 4.5, hysteresis: 0.25, holdSeconds: 60 };
const zoneMs = 8 * 3_600_000;
const minuteMs = 60_000;
/** One minute before the doors open; when the night comes; how long a kill may come after the doors have opened. */
const resetsAt = (8 * 60 + 59) * minuteMs;
const nightAt = 20 * 60 * minuteMs;
const killsWithin = 7.5 * 60 * minuteMs;
/** A kill comes before one of so many disk operations. */
const killReach = 8;

/** What the queue told of a ticket while it was there to tell. ms since 1970-01-01 UTC. */
export interface Told {
  readonly issuedAt: number;
  firstCalledAt?: number;
  expectedMinutes?: number | undefined;
}

/** One day of the queue beside what really happened. */
export interface LivedDay {
  readonly day: string;
  readonly kills: number;
  readonly unansweredDraws: number;
  readonly truth: DayTruth;
  /** In the evening. */
  readonly view: HallView;
  /** By number. */
  readonly told: ReadonlyMap<string, Told>;
  readonly levels: readonly LevelChange[];
  readonly ends: number;
}

/** Days of the branch on one queue and one disk. On two of three the gateway is killed now and then. */
export async function liveDays({ seed, first, count }: { seed: number; first: string; count: number }) {
  const random = seededRandom(seed);
  const days = daysFrom(first, count);
  const clock = createFastTime(startOf(first).getTime() - zoneMs);
  let told = new Map<string, Told>();
  let changes: LevelChange[] = [];
  let level = new CongestionLevel({ clock, ...levels });
  let timer: { cancel(): void } | undefined;
  let changed = true;

  const hear = (change: HallChange) => {
    changed = true;
    const ticket = change.kind === 'called' ? change.call.ticket : 'ticket' in change ? change.ticket : undefined;
    if (!ticket) return;
    const known = told.get(ticket.number) ?? { issuedAt: ticket.issuedAt };
    if (ticket.calledAt !== undefined) known.firstCalledAt ??= ticket.calledAt;
    told.set(ticket.number, known);
  };
  const hall = new KillableHall({
    clock,
    random,
    onChange: hear,
    onTicket({ ticket, expectedWaitMinutes }) {
      Object.assign(told.get(ticket.number) ?? {}, { expectedMinutes: expectedWaitMinutes });
    },
    onStart() {
      level = new CongestionLevel({ clock, ...levels, level: level.value });
      changed = true;
    },
  });
  /** As the gateway does after every change, and when a level is due. */
  const look = () => {
    const view = changed ? hall.view() : undefined;
    if (!view) return;
    changed = false;
    timer?.cancel();
    const before = level.value;
    const now = level.look(view.ratio);
    if (now !== before) changes.push({ at: clock.now(), level: now });
    const due = level.changesInMs;
    if (due !== undefined) {
      timer = clock.setTimeout(() => {
        changed = true;
      }, due);
    }
  };
  const settled = async () => {
    await hall.settled();
    look();
  };
  await hall.start();

  const lived: LivedDay[] = [];
  for (const [index, day] of days.entries()) {
    const midnight = startOf(day).getTime() - zoneMs;
    const at = (ms: number, act: () => void) => clock.setTimeout(act, midnight + ms - clock.now());
    const passUntil = async (ms: number) => {
      let reached = false;
      at(ms, () => {
        reached = true;
      });
      await clock.run({ over: () => reached, settled });
    };
    await passUntil(resetsAt);
    told = new Map();
    changes = [];
    await hall.startDay(day);
    const before = { kills: hall.kills, draws: hall.unansweredDraws };
    for (let kills = index % 3 === 0 ? 0 : 2 + Math.floor(random() * 4); kills > 0; kills--) {
      at(resetsAt + random() * killsWithin, () => hall.killAfter(Math.floor(random() * killReach)));
    }
    const running = startDay({ plan: planDay(branchProfile, day, seed), people: hall.people(), clock });
    await clock.run({
      over: running.isOver,
      settled: async () => {
        await running.settled();
        await settled();
      },
    });
    await running.over;
    await passUntil(nightAt);
    const view = hall.view();
    if (!view) throw new Error(`${day}: the gateway never came back`);
    lived.push({
      ...{ day, truth: running.truth, view, told, levels: changes, ends: clock.now() },
      ...{ kills: hall.kills - before.kills, unansweredDraws: hall.unansweredDraws - before.draws },
    });
  }
  await hall.close();
  return { lived, errors: hall.errors };
}
