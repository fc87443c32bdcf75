import type { CatalogueEntry } from '../alarms/catalogue.js';
import type { AlarmRecord } from '../alarms/record.js';
import { causeClassOf } from './cause-class.js';
import { type AlarmKind, clip, type EntryKind, type NewEntry } from './entry.js';
import type { Untold } from './rings.js';

/** Characters of a detail or note, and of a name, that an entry holds. */
const detailLength = 300;
const nameLength = 64;

const kindOfOperatorState: Readonly<Record<string, AlarmKind>> = {
  ack: 'alarm-acknowledged',
  closed: 'alarm-closed',
  shelved: 'alarm-shelved',
  'un-shelved': 'alarm-unshelved',
};

/** Which alarm an entry is about; enough to find its other entries, and to read the file without a catalogue. */
export function aboutAlarm(record: AlarmRecord): Record<string, unknown> {
  const qualifier = record['alarm-type-qualifier'];
  return {
    alarm: record['alarm-type-id'],
    ...(qualifier === '' ? {} : { qualifier }),
    code: record['x-code'],
    text: clip(record['alarm-text'], nameLength),
  };
}

/** The entries of changes that are not told yet, in the order in which they happened as far as the record knows it. */
export function alarmEntries(record: AlarmRecord, { status, operator }: Untold): Omit<NewEntry, 'up'>[] {
  const about = { ...aboutAlarm(record), created: record['time-created'], count: record['x-count'] };
  const ring = record['status-change'];
  const first = ring.length - status.length;
  const raises = status.filter((change, index) => isRaise(ring[first + index - 1], change)).length;
  let count = record['x-count'] - raises;
  const entries = status.map((change, index): Omit<NewEntry, 'up'> => {
    const raised = isRaise(ring[first + index - 1], change);
    if (raised) count += 1;
    const severity = change['perceived-severity'];
    const kind: AlarmKind = severity === 'cleared' ? 'alarm-cleared' : raised ? 'alarm-raised' : 'alarm-severity';
    const more = kind === 'alarm-cleared' ? {} : { severity, ...(raised ? consequence(record) : {}) };
    return { ...stamp(change.time, record), kind, data: { ...about, count: Math.max(count, 1), ...more } };
  });
  const byPeople = operator.flatMap(({ time, state, operator: who, text }): Omit<NewEntry, 'up'>[] => {
    const kind = kindOfOperatorState[state];
    if (!kind) return [];
    const note = text === undefined ? {} : { note: clip(text, detailLength) };
    return [{ ...stamp(time, record), kind, data: { ...about, operator: clip(who, nameLength), ...note } }];
  });
  return inOrder(entries, byPeople);
}

function isRaise(
  before: AlarmRecord['status-change'][number] | undefined,
  change: AlarmRecord['status-change'][number],
): boolean {
  if (change['perceived-severity'] === 'cleared') return false;
  return before === undefined || before['perceived-severity'] === 'cleared';
}

function stamp(time: string, record: AlarmRecord): Pick<NewEntry, 'at' | 'xSeq'> {
  return { at: Date.parse(time), xSeq: record['x-seq'] };
}

/** What a raise means for the device and its figures; the catalogue may say otherwise tomorrow. */
function consequence(record: AlarmRecord): Record<string, unknown> {
  const detail = record['additional-information'].find(({ identifier }) => identifier === 'detail')?.information;
  return {
    impact: record['x-service-impact'],
    cause: causeClassOf({
      type: record['alarm-type-id'],
      probableCause: record['probable-cause-string'] as CatalogueEntry['probableCause'],
      owner: record['x-owner'],
      eventType: record['event-type'],
    }),
    ...(detail === undefined ? {} : { detail: clip(detail, detailLength) }),
  };
}

/** Whether what an entry tells of takes the service of the device away. */
export function takesService({ impact }: NewEntry['data']): boolean {
  return impact === 'function-lost' || impact === 'out-of-service';
}

/** Two lists that are in order each, merged by time: neither changes its own order, whatever the clock did. */
export function inOrder<T extends { readonly at: number }>(a: readonly T[], b: readonly T[]): T[] {
  const [left, right] = [[...a], [...b]];
  const merged: T[] = [];
  while (left.length > 0 && right.length > 0) {
    const [first, other] = [left[0] as T, right[0] as T];
    merged.push(((first.at <= other.at ? left : right) as T[]).shift() as T);
  }
  return [...merged, ...left, ...right];
}

/** Paper: the roll was changed when the last of these cleared. */
const paperAlarms: ReadonlySet<string> = new Set(['printer-paper-out', 'printer-paper-low']);
/** Raised by a driver that saw its device begin again. */
const powerCycleAlarms: ReadonlySet<string> = new Set(['printer-power-cycled']);

/** What an alarm entry says of the device besides; `isRaised` knows the device's other alarms as they are now. */
export function derived(
  entry: Omit<NewEntry, 'up'>,
  isRaised: (type: string) => boolean,
): Omit<NewEntry, 'up'> | undefined {
  const type = String(entry.data['alarm']);
  const from = { derived: true, alarm: type, code: entry.data['code'] };
  const other = (kind: EntryKind) => ({ ...entry, kind, data: from });
  if (entry.kind === 'alarm-raised' && powerCycleAlarms.has(type)) return other('power-cycle');
  if (entry.kind !== 'alarm-cleared' || !paperAlarms.has(type)) return undefined;
  const stillEmpty = [...paperAlarms].some((paper) => paper !== type && isRaised(paper));
  return stillEmpty ? undefined : other('paper-change');
}
