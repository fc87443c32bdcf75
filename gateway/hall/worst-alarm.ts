import { type AlarmRecord, type Severity, severities } from '../alarms/record.js';

/** The worst of the alarms that are raised and that nothing keeps quiet; undefined = there is none. */
export function worstAlarm(records: Iterable<AlarmRecord>): Severity | undefined {
  let worst = -1;
  for (const record of records) {
    if (record['is-cleared'] || record['x-suppressed-by'] !== undefined) continue;
    worst = Math.max(worst, severities.indexOf(record['perceived-severity']));
  }
  return severities[worst];
}
