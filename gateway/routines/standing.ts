import { type AlarmRecord, isAcknowledged } from '../alarms/record.js';
import type { Chore, OpenAlarm } from './report-schema.js';

/** Lines of each kind that a report has at most: the rest is on the alarm list. */
const most = 40;

/** What is raised, the longest first; drills are none. */
export function openAlarms(records: readonly AlarmRecord[]): OpenAlarm[] {
  return records
    .filter((record) => !record['is-cleared'] && record['alarm-type-id'] !== 'drill')
    .sort((a, b) => a['last-raised'].localeCompare(b['last-raised']))
    .slice(0, most)
    .map((record) => {
      const takenOverBy = acknowledger(record);
      return {
        code: record['x-code'],
        alarm: nameOf(record),
        severity: record['perceived-severity'],
        text: record['alarm-text'],
        since: record['last-raised'],
        ...(takenOverBy === undefined ? {} : { takenOverBy }),
      };
    });
}

/** What was put right since `since` (RFC 3339), in its order. */
export function choresSince(records: readonly AlarmRecord[], since: string): Chore[] {
  return records
    .flatMap((record) => {
      const change = record['status-change'].at(-1);
      if (!record['is-cleared'] || record['alarm-type-id'] === 'drill' || !change || change.time < since) return [];
      const by = acknowledger(record);
      return [
        {
          code: record['x-code'],
          alarm: nameOf(record),
          text: record['alarm-text'],
          clearedAt: change.time,
          ...(by === undefined ? {} : { by }),
        },
      ];
    })
    .sort((a, b) => a.clearedAt.localeCompare(b.clearedAt))
    .slice(-most);
}

/** Who acknowledged it since its last raise. */
export function acknowledger(record: AlarmRecord): string | undefined {
  if (!isAcknowledged(record)) return undefined;
  return record['operator-state-change'].findLast(({ state }) => state === 'ack')?.operator;
}

function nameOf(record: AlarmRecord): string {
  const device = record.resource.split('/').at(-1) ?? '';
  return [device, record['alarm-type-id'], record['alarm-type-qualifier']].filter((part) => part !== '').join('/');
}
