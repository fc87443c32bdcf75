import type { Clock, Timer } from '../../drivers/index.js';
import { type AlarmKey, keyText, parseKey } from '../alarms/key.js';
import type { AlarmUpdate } from '../alarms/ledger.js';
import type { AlarmManager } from '../alarms/manager.js';
import { type AlarmRecord, isAcknowledged } from '../alarms/record.js';
import type { Staged } from '../messages/publisher.js';
import type { Change } from '../storage/change.js';
import type { Table } from '../storage/store.js';
import { addresseeOf, collectMs, toldNow } from './collecting.js';
import { isUrgentRecord } from './due.js';
import { type Escalation, escalated, type Facts, planned, told, withoutStrangers } from './escalation.js';
import { type NotificationWriter, notificationOf, type Telling } from './notification.js';
import type { Notification } from './notification-schema.js';
import type { QuietHours } from './quiet-hours.js';
import type { OnDuty } from './roster.js';
import { restored, type StoredEscalation, stored } from './stored.js';
import type { Waits } from './waits.js';

/** How often the wall clock is looked at while quiet hours hold something back, ms: it may be set at any time. */
const wallLookMs = 30_000;

export interface DutyDeskOptions {
  readonly alarms: Pick<AlarmManager, 'observe' | 'list' | 'find'>;
  readonly table: Table<StoredEscalation>;
  readonly commit: (changes: readonly Change[]) => Promise<void>;
  readonly stage: (notification: Notification) => Pick<Staged, 'changes' | 'say'>;
  readonly clock: Clock;
  readonly quietHours: QuietHours;
  readonly onDuty: (key: AlarmKey, record: AlarmRecord) => OnDuty;
  readonly waits: (record: AlarmRecord) => Waits;
  readonly writer: NotificationWriter;
  /** A step could not be stored, or said; it was said all the same where that was possible. */
  readonly onError: (error: unknown) => void;
}

/** How far the escalation of one alarm has come. */
export interface Standing {
  readonly escalation: Escalation | undefined;
  readonly facts: Facts;
}

/**
 * Tells people of alarms, step by step. A step and its message are one commit, and the message is said after it: a kill
 * neither loses nor repeats one. Waits go by the monotonic clock, quiet hours by the wall.
 */
export interface DutyDesk {
  /** Takes up where the last start ended. Called once, when the alarms have started. */
  start(): void;
  /** Undefined for an alarm that is not raised. */
  standing(key: AlarmKey): Standing | undefined;
  /** Resolves when every message is said. */
  stop(): Promise<void>;
}

/** An alarm the desk has to do with. */
interface Case {
  record: AlarmRecord;
  escalation: Escalation | undefined;
  /** When it is to be cleared, on the monotonic clock. */
  dueAt: number | undefined;
  /** When the next step comes, on the monotonic clock. */
  wakeAt: number;
}

/** A telling of the case with this key text. */
interface Waiting extends Telling {
  readonly text: string;
}

export function createDutyDesk(options: DutyDeskOptions): DutyDesk {
  const { alarms, table, clock, quietHours, onError, writer } = options;
  const cases = new Map<string, Case>();
  const lastToldAt = new Map<string, number>();
  const changed = new Set<string>();
  let timer: Timer | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let stopped = false;
  let said: Promise<void> = Promise.resolve();
  let unobserve = () => {};

  const factsOf = (text: string, { record, dueAt }: Case): Facts => {
    const { seats, overseers } = options.onDuty(parseKey(text), record);
    return {
      raised: !record['is-cleared'],
      hidden: record['x-suppressed-by'] !== undefined || record['x-announced'] === false,
      acknowledged: isAcknowledged(record),
      urgent: isUrgentRecord(record),
      dueAt,
      seats,
      overseers,
      waits: options.waits(record),
    };
  };

  function take(text: string, record: AlarmRecord): void {
    const known = cases.get(text);
    if (!known && record['is-cleared'] && !table.has(text)) return;
    const sameLimit = known !== undefined && known.record['x-due-at'] === record['x-due-at'];
    cases.set(text, {
      record,
      escalation: known?.escalation,
      dueAt: sameLimit ? known.dueAt : monotonicDue(record, clock),
      wakeAt: clock.monotonic(),
    });
  }

  /** A record that was deleted is over; what it said last is still what people were told of. */
  function onUpdate({ key, before, record }: AlarmUpdate): void {
    const text = keyText(key);
    const last = record ?? (before && { ...before, 'is-cleared': true });
    if (!last) return;
    take(text, last);
    if (cases.has(text)) plan(clock.monotonic());
  }

  function keep(text: string, each: Case, escalation: Escalation | undefined): void {
    if (escalation === each.escalation) return;
    each.escalation = escalation;
    changed.add(text);
  }

  function takeChanges(): Change[] {
    const changes = [...changed].flatMap((text) => {
      const escalation = cases.get(text)?.escalation;
      if (!escalation && !table.has(text)) return [];
      return table.change(text, escalation && stored(escalation, clock));
    });
    changed.clear();
    return changes;
  }

  function commit(changes: readonly Change[], say: () => void): void {
    const committed = options.commit(changes).catch(onError);
    said = Promise.allSettled([said, committed]).then(() => {
      try {
        say();
      } catch (error) {
        onError(error);
      }
    });
  }

  function run(): void {
    timer = undefined;
    timerAt = Number.POSITIVE_INFINITY;
    if (stopped) return;
    const now = clock.monotonic();
    const quiet = quietHours.isQuiet(clock.now());
    const waiting = new Map<string, Waiting[]>();
    for (const [text, each] of cases) {
      // What is owed is looked at each time: quiet hours may have begun.
      if (each.wakeAt <= now || each.escalation?.owed.length)
        keep(text, each, escalated(each.escalation, factsOf(text, each), now, quiet));
      for (const owed of each.escalation?.owed ?? []) {
        const telling = { text, owed, record: each.record };
        const name = addresseeOf(telling);
        waiting.set(name, [...(waiting.get(name) ?? []), telling]);
      }
    }
    const held = [...waiting].map(([name, tellings]) => tellAddressee(name, tellings, { now, quiet }));
    const rest = takeChanges();
    if (rest.length > 0) commit(rest, () => {});
    for (const [text, each] of cases) {
      if (each.wakeAt <= now) each.wakeAt = nextOf(text, each, now);
      if (!each.escalation && each.record['is-cleared']) cases.delete(text);
    }
    plan(Math.min(...held, ...[...cases.values()].map(({ wakeAt }) => wakeAt)));
  }

  /** Returns when to look again for those who are not told yet. */
  function tellAddressee(
    name: string,
    waiting: readonly Waiting[],
    { now, quiet }: { now: number; quiet: boolean },
  ): number {
    const [first, ...others] = toldNow(waiting, { lastToldAt: lastToldAt.get(name), now, quiet });
    if (first) {
      const tellings = [first, ...others] as const;
      lastToldAt.set(name, now);
      const message = options.stage(notificationOf(tellings, writer, clock.now()));
      for (const { text, owed } of tellings) {
        const each = cases.get(text);
        if (!each?.escalation) continue;
        keep(text, each, told(each.escalation, owed, now));
        each.wakeAt = now;
      }
      commit([...takeChanges(), ...message.changes], message.say);
      if (tellings.length === waiting.length) return Number.POSITIVE_INFINITY;
    }
    return quiet ? now + wallLookMs : (lastToldAt.get(name) ?? now) + collectMs;
  }

  /** When the case's next step comes; those it is owed to are looked at by themselves. */
  function nextOf(text: string, each: Case, now: number): number {
    if (!each.escalation) return Number.POSITIVE_INFINITY;
    const [next] = planned(each.escalation, factsOf(text, each), now);
    return next ? Math.max(next.at, now + 1) : Number.POSITIVE_INFINITY;
  }

  function plan(at: number): void {
    if (stopped || at >= timerAt || at === Number.POSITIVE_INFINITY) return;
    timer?.cancel();
    timerAt = at;
    timer = clock.setTimeout(run, Math.max(0, at - clock.monotonic()));
  }

  return {
    start() {
      const isKnown = (person: string) => Object.hasOwn(writer.people, person);
      for (const record of alarms.list()) take(keyText(keyOf(record)), record);
      for (const [text, value] of [...table.entries()]) {
        const record = cases.get(text)?.record ?? alarms.find(parseKey(text));
        if (record) take(text, record);
        const each = cases.get(text);
        // A record that is gone altogether was purged: there is nothing left to say.
        if (!each) void options.commit([table.change(text, undefined)]).catch(onError);
        else each.escalation = withoutStrangers(restored(value, clock), isKnown);
      }
      unobserve = alarms.observe(onUpdate);
      plan(clock.monotonic());
    },

    standing(key) {
      const text = keyText(key);
      const each = cases.get(text);
      if (!each || each.record['is-cleared']) return undefined;
      return { escalation: each.escalation, facts: factsOf(text, each) };
    },

    stop() {
      stopped = true;
      timer?.cancel();
      unobserve();
      return said;
    },
  };
}

function keyOf(record: AlarmRecord): AlarmKey {
  return {
    deviceId: record.resource.split('/').at(-1) ?? '',
    type: record['alarm-type-id'],
    qualifier: record['alarm-type-qualifier'],
  };
}

/** The limit on the clock that never jumps: not before now, not after its whole length from now. */
function monotonicDue(record: AlarmRecord, clock: Clock): number | undefined {
  const due = record['x-due-at'];
  if (due === undefined) return undefined;
  const length = Date.parse(due) - Date.parse(record['last-raised']);
  const left = Date.parse(due) - clock.now();
  return clock.monotonic() + Math.min(Math.max(0, left), Math.max(0, length));
}
