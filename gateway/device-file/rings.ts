import type { AlarmRecord } from '../alarms/record.js';

type StatusChange = AlarmRecord['status-change'][number];
type OperatorChange = AlarmRecord['operator-state-change'][number];

/** What of a record becomes entries. */
export type AlarmLife = Pick<
  AlarmRecord,
  'time-created' | 'status-change' | 'operator-state-change' | 'x-count' | 'x-seq'
>;

/** Changes of an alarm that are already told, oldest first; the newest ones are enough. */
export interface Told {
  /** `time-created` of the record they are of: an alarm that was purged and raised again lives anew. */
  readonly created: string;
  readonly status: readonly Pick<StatusChange, 'time' | 'perceived-severity'>[];
  readonly operator: readonly Pick<OperatorChange, 'time' | 'operator' | 'state'>[];
  /** `x-count` at the newest of them. */
  readonly count: number;
}

/** Changes that are still to be told, oldest first. */
export interface Untold {
  readonly status: readonly StatusChange[];
  readonly operator: readonly OperatorChange[];
  /** True when the rings had no room for all that happened: something is lost. */
  readonly isCut: boolean;
}

/** RFC 8632 rings of a record hold this many (alarms/record-changes.ts). */
const ringSize = 32;

export function toldOf(record: AlarmLife | undefined): Told | undefined {
  if (!record) return undefined;
  return {
    created: record['time-created'],
    status: record['status-change'],
    operator: meant(record['operator-state-change']),
    count: record['x-count'],
  };
}

/**
 * What a version of a record has in its rings over what was told. The same for the version before it and for what a file has
 * of it after a kill, so that nothing is told twice and nothing is left out.
 */
export function untold(told: Told | undefined, record: AlarmLife): Untold {
  const before = told?.created === record['time-created'] ? told : undefined;
  const statusRing = record['status-change'];
  const operatorRing = meant(record['operator-state-change']);
  const raises = before && record['x-count'] - before.count;
  const status = missing(
    before?.status ?? [],
    statusRing,
    sameStatus,
    (count) => raises === undefined || raisesIn(statusRing, count) === raises,
  );
  const operator = missing(before?.operator ?? [], operatorRing, sameOperator);
  const isCut =
    before !== undefined &&
    (isLost(before.status, status, statusRing) || isLost(before.operator, operator, operatorRing));
  return { status: newest(statusRing, status), operator: newest(operatorRing, operator), isCut };
}

function newest<T>(changes: readonly T[], count: number): readonly T[] {
  return changes.slice(changes.length - count);
}

/** A new raise puts the operator state back by itself: nobody did anything. */
function meant(changes: readonly OperatorChange[]): readonly OperatorChange[] {
  return changes.filter(({ state }) => state !== 'none');
}

/**
 * How many of the newest in the ring are not among those told: a number with which the others are the newest that were told.
 * Changes of one millisecond may look alike and leave a choice: lengths decide while the ring was never full, then `fits`,
 * then the least.
 */
function missing<T, R extends T>(
  told: readonly T[],
  ring: readonly R[],
  same: (a: T, b: T) => boolean,
  fits: (count: number) => boolean = () => true,
): number {
  if (told.length === 0) return ring.length;
  const possible: number[] = [];
  for (let count = 0; count < ring.length; count++) {
    const older = ring.slice(0, ring.length - count);
    const shared = Math.min(older.length, told.length);
    const theirs = told.slice(-shared);
    if (older.slice(-shared).every((change, index) => same(change, theirs[index] as T))) possible.push(count);
  }
  const byLength = ring.length < ringSize ? ring.length - told.length : undefined;
  return possible.find((count) => count === byLength) ?? possible.find(fits) ?? possible[0] ?? ring.length;
}

function isLost(told: readonly unknown[], count: number, ring: readonly unknown[]): boolean {
  return told.length > 0 && count === ring.length && ring.length >= ringSize;
}

/** Raises among the newest `count`: what is not cleared and follows a clear, or begins the ring of a young record. */
function raisesIn(ring: readonly StatusChange[], count: number): number {
  let raises = 0;
  for (let index = ring.length - count; index < ring.length; index++) {
    const isClear = ring[index]?.['perceived-severity'] === 'cleared';
    const before = ring[index - 1]?.['perceived-severity'];
    if (!isClear && (before === undefined || before === 'cleared')) raises += 1;
  }
  return raises;
}

function sameStatus(a: Told['status'][number], b: Told['status'][number]): boolean {
  return a.time === b.time && a['perceived-severity'] === b['perceived-severity'];
}

function sameOperator(a: Told['operator'][number], b: Told['operator'][number]): boolean {
  return a.time === b.time && a.state === b.state && a.operator === b.operator;
}
