import type { AlarmRecord } from '../alarms/record.js';
import { alarmEntries, derived, inOrder } from './alarm-entries.js';
import type { Entry, NewEntry } from './entry.js';
import type { History } from './history.js';
import { type Told, untold } from './rings.js';

/** Changes of one alarm that are looked for in the file before what was found is compared; its rings hold 32. */
const enough = 32;

/**
 * Alarm changes that are on disk in the records and not in the file, since a kill came between the two. Only records newer
 * than the file's last `x-seq` are looked at, and the file is read back only as far as their last changes.
 */
export async function untoldEntries(
  history: History,
  records: readonly AlarmRecord[],
  since: number,
): Promise<NewEntry[]> {
  const { xSeq } = history.tail;
  const suspects = records.filter((record) => record['x-seq'] > xSeq);
  if (suspects.length === 0) return [];
  const told = await toldInFile(history, suspects);
  const isRaised = (type: string) =>
    records.some((record) => record['alarm-type-id'] === type && !record['is-cleared']);
  let entries: NewEntry[] = [];
  for (const record of suspects) {
    const changes = untold(told.get(nameOf(record)), record);
    // What is older than the file may be was dropped from it, and is not missing.
    const found = alarmEntries(record, changes).filter(({ at }) => at >= since);
    const more = found.flatMap((entry) => {
      const besides = entry === found.at(-1) ? derived(entry, isRaised) : undefined;
      return besides ? [entry, besides] : [entry];
    });
    const [first] = more;
    const gap: NewEntry[] = changes.isCut && first ? [{ ...first, kind: 'gap', data: gapOf(record) }] : [];
    entries = inOrder(entries, [...gap, ...more]);
  }
  // The mark goes with the last one: a write that is torn before it is looked for again.
  return entries.map((entry, index) => ({
    ...entry,
    xSeq: index === entries.length - 1 ? Math.max(...suspects.map((record) => record['x-seq'])) : xSeq,
  }));
}

/** Why there may be less than happened. */
function gapOf(record: AlarmRecord): Record<string, unknown> {
  return { reason: 'more changes than the alarm record holds', alarm: record['alarm-type-id'], code: record['x-code'] };
}

async function toldInFile(history: History, records: readonly AlarmRecord[]): Promise<Map<string, Told>> {
  const found = new Map<string, { status: Entry[]; operator: Entry[] }>();
  const wanted = new Map(records.map((record) => [nameOf(record), record]));
  for await (const entry of history.backwards()) {
    if (wanted.size === 0) break;
    const name = `${entry.data['alarm']}/${entry.data['qualifier'] ?? ''}/${entry.data['created']}`;
    const record = wanted.get(name);
    if (!record || !entry.kind.startsWith('alarm-')) continue;
    const list = found.get(name) ?? { status: [], operator: [] };
    found.set(name, list);
    if (statusKinds.has(entry.kind)) list.status.unshift(entry);
    else if (operatorStates[entry.kind]) list.operator.unshift(entry);
    const operators = record['operator-state-change'].filter(({ state }) => state !== 'none').length;
    const hasAll = list.status.length >= Math.min(enough, record['status-change'].length);
    if (hasAll && list.operator.length >= Math.min(enough, operators)) wanted.delete(name);
  }
  return new Map(
    [...found].map(([name, { status, operator }]) => [
      name,
      { created: name.split('/').at(-1) ?? '', ...toldBy(status, operator) },
    ]),
  );
}

const statusKinds: ReadonlySet<string> = new Set(['alarm-raised', 'alarm-severity', 'alarm-cleared']);
const operatorStates: Readonly<Record<string, 'ack' | 'closed' | 'shelved' | 'un-shelved'>> = {
  'alarm-acknowledged': 'ack',
  'alarm-closed': 'closed',
  'alarm-shelved': 'shelved',
  'alarm-unshelved': 'un-shelved',
};

function toldBy(status: readonly Entry[], operator: readonly Entry[]): Omit<Told, 'created'> {
  return {
    status: status.map(({ at, kind, data }) => ({
      time: new Date(at).toISOString(),
      'perceived-severity': (kind === 'alarm-cleared' ? 'cleared' : data['severity']) as 'cleared',
    })),
    operator: operator.map(({ at, kind, data }) => ({
      time: new Date(at).toISOString(),
      operator: String(data['operator']),
      state: operatorStates[kind] ?? 'ack',
    })),
    count: Number(status.at(-1)?.data['count'] ?? 0),
  };
}

function nameOf(record: AlarmRecord): string {
  return `${record['alarm-type-id']}/${record['alarm-type-qualifier']}/${record['time-created']}`;
}
