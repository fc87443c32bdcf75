import type { CatalogueEntry } from './catalogue.js';
import { causeNumbers } from './cause.js';
import { type AlarmRecord, isOfShelf, operatorState, type Severity } from './record.js';
import { isOurs } from './suppression-text.js';

/** A record before the ledger has stamped it. */
export type AlarmContent = Omit<AlarmRecord, 'x-seq' | 'x-boot-id'>;

type OperatorChange = AlarmRecord['operator-state-change'][number];

/** Changes kept in a record, as RFC 8632 defaults to. */
const ringSize = 32;

export interface Raise {
  readonly entry: CatalogueEntry;
  readonly language: 'zh' | 'en';
  readonly resource: string;
  readonly qualifier: string;
  readonly detail: string | undefined;
  readonly verified: boolean;
  /** RFC 3339. */
  readonly time: string;
  /** When the device last confirmed the condition, RFC 3339. */
  readonly confirmed: string;
  /** When it is to be cleared, RFC 3339; absent = no limit. */
  readonly due?: string | undefined;
}

/** A first raise, or one after a clear: the same record lives on, counted once more and nobody's again. */
export function raised(previous: AlarmRecord | undefined, raise: Raise): AlarmContent {
  const { entry, language, time, detail } = raise;
  const text = entry.text[language];
  const content: AlarmContent = {
    resource: raise.resource,
    'alarm-type-id': entry.type,
    'alarm-type-qualifier': raise.qualifier,
    'time-created': previous?.['time-created'] ?? time,
    'last-raised': time,
    'last-changed': time,
    'is-cleared': false,
    'perceived-severity': entry.severity,
    'alarm-text': text,
    'status-change': ring(previous?.['status-change'], {
      time,
      'perceived-severity': entry.severity,
      'alarm-text': text,
    }),
    'operator-state-change': previous?.['operator-state-change'] ?? [],
    'additional-information': information(detail),
    ...description(entry, raise.qualifier),
    'x-count': (previous?.['x-count'] ?? 0) + 1,
    'x-flapping': false,
    'x-announced': true,
    'x-verified': raise.verified,
    'x-last-verified': raise.confirmed,
    ...(raise.due === undefined ? {} : { 'x-due-at': raise.due }),
  };
  return operatorState(content) === 'none'
    ? content
    : operatorChanged(content, { time, operator: 'gateway', state: 'none' });
}

/** What the catalogue says of an alarm whatever the device reports. */
function description(entry: CatalogueEntry, qualifier: string) {
  // `smoke-hall` is smoke too.
  const cause = entry.otherCauses?.[qualifier.split('-', 1)[0] ?? ''] ?? entry.probableCause;
  return {
    'event-type': entry.eventType,
    'probable-cause': causeNumbers[cause],
    'probable-cause-string': cause,
    'proposed-repair-actions': { key: entry.code, ...entry.remedy },
    'x-code': entry.code,
    'x-owner': entry.owner,
    'x-service-impact': entry.serviceImpact,
  };
}

/** The record in the words of a catalogue that may have changed since it was raised; its history keeps the old ones. */
export function describedBy(record: AlarmRecord, entry: CatalogueEntry, language: 'zh' | 'en'): AlarmRecord {
  const text = { 'alarm-text': entry.text[language] };
  return { ...record, ...text, ...description(entry, record['alarm-type-qualifier']) };
}

/** What held it back, or explained it, is over with it; that a flood or a shelf kept it from people stays true. */
export function cleared(record: AlarmContent, time: string, text = record['alarm-text']): AlarmContent {
  const { 'root-cause-resource': _causes, ...known } = record;
  const rest = isOurs(record['x-suppressed-by']) ? suppressedBy(known, undefined) : known;
  return {
    ...rest,
    'is-cleared': true,
    'x-flapping': false,
    'last-changed': time,
    'status-change': ring(record['status-change'], { time, 'perceived-severity': 'cleared', 'alarm-text': text }),
  };
}

export function flapping(record: AlarmContent, flaps: boolean): AlarmContent {
  return record['x-flapping'] === flaps ? record : { ...record, 'x-flapping': flaps };
}

/** Raised again while it stood: counts and times only (terminal-health.md 6.3 rule 1). */
export function countedAgain(record: AlarmRecord, times: number, time: string): AlarmContent {
  return { ...record, 'x-count': record['x-count'] + times, 'last-raised': time };
}

export function severityChanged(record: AlarmContent, severity: Severity, time: string): AlarmContent {
  const change = { time, 'perceived-severity': severity, 'alarm-text': record['alarm-text'] };
  return {
    ...record,
    'perceived-severity': severity,
    'last-changed': time,
    'status-change': ring(record['status-change'], change),
  };
}

export function operatorChanged(
  record: AlarmContent,
  change: AlarmRecord['operator-state-change'][number],
): AlarmContent {
  return {
    ...record,
    'last-changed': change.time,
    'operator-state-change': operatorRing(record['operator-state-change'], change),
  };
}

/** The record with the newest detail; without one it keeps what it has. */
export function detailed(record: AlarmRecord, detail: string | undefined): AlarmRecord {
  if (detail === undefined || record['additional-information'][0]?.information === detail) return record;
  return { ...record, 'additional-information': information(detail) };
}

/** The record in the hands of another owner; its time limit stays the one it was raised with. */
export function ownedBy(record: AlarmRecord, owner: AlarmRecord['x-owner']): AlarmRecord {
  return record['x-owner'] === owner ? record : { ...record, 'x-owner': owner };
}

/** Resources it explains, or is explained by; an empty list is none. */
export function related(
  record: AlarmContent,
  field: 'impacted-resource' | 'root-cause-resource' | 'related-alarm',
  resources: readonly string[],
): AlarmContent {
  const { [field]: _, ...rest } = record;
  return resources.length === 0 ? rest : { ...rest, [field]: [...resources] };
}

export function suppressedBy<T extends AlarmContent>(record: T, by: string | undefined): T {
  const { 'x-suppressed-by': _, ...rest } = record;
  return (by === undefined ? rest : { ...rest, 'x-suppressed-by': by }) as T;
}

function information(detail: string | undefined): AlarmRecord['additional-information'] {
  return detail === undefined ? [] : [{ identifier: 'detail', significant: false, information: detail }];
}

/** As `ring`, but the newest of the operators and the newest of shelves stay: they say how it stands now. */
function operatorRing(before: readonly OperatorChange[], newest: OperatorChange): OperatorChange[] {
  const all = [...before, newest];
  if (all.length <= ringSize) return all;
  const standing = new Set([
    all.findLast(({ state }) => isOfShelf(state)),
    all.findLast(({ state }) => !isOfShelf(state)),
  ]);
  const oldest = all.findIndex((change) => !standing.has(change));
  return all.toSpliced(oldest, 1);
}

function ring<T>(before: readonly T[] | undefined, newest: T): T[] {
  return [...(before ?? []), newest].slice(-ringSize);
}
