import { type AlarmRecord, isAcknowledged, isOpen, isShelved, operatorState } from './record.js';

/** What can be said of a record in one word; several hold at once. */
const tests = {
  /** People still have to see it. */
  open: isOpen,
  raised: (record: AlarmRecord) => !record['is-cleared'],
  cleared: (record: AlarmRecord) => record['is-cleared'],
  acknowledged: (record: AlarmRecord) => operatorState(record) === 'ack',
  closed: (record: AlarmRecord) => operatorState(record) === 'closed',
  unacknowledged: (record: AlarmRecord) => !isAcknowledged(record),
  shelved: isShelved,
  suppressed: (record: AlarmRecord) => !record['is-cleared'] && record['x-suppressed-by'] !== undefined,
  unverified: (record: AlarmRecord) => !record['is-cleared'] && !record['x-verified'],
  flapping: (record: AlarmRecord) => record['x-flapping'],
} as const satisfies Record<string, (record: AlarmRecord) => boolean>;

export type AlarmState = keyof typeof tests;
export const alarmStates = Object.keys(tests) as [AlarmState, ...AlarmState[]];

export function isIn(record: AlarmRecord, state: AlarmState): boolean {
  return tests[state](record);
}

export function statesOf(record: AlarmRecord): AlarmState[] {
  return alarmStates.filter((state) => isIn(record, state));
}
