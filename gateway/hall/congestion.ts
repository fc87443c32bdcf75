import type { AlarmCondition } from '../../drivers/index.js';
import type { AlarmRecord } from '../alarms/record.js';
import { congestionAlarm } from './alarm-types.js';
import type { HallView } from './hall-queue.js';
import type { HallLevel } from './level.js';

const severities = ['warning', 'warning', 'minor', 'major'] as const;

/**
 * The alarm of a level, 0 to 3. Its detail is of the moment at which the level was reached: one that went with every ticket
 * would be written with every ticket.
 */
export function createCongestionCondition(): (
  level: number,
  view: Pick<HallView, 'waiting' | 'openCounters'>,
) => AlarmCondition {
  let said: { readonly level: number; readonly detail: string } | undefined;
  return (level, { waiting, openCounters }) => {
    if (level === 0) {
      said = undefined;
      return { type: congestionAlarm, active: false };
    }
    if (said?.level !== level) {
      said = { level, detail: `level ${level}: ${waiting.length} waiting, ${openCounters} counters open` };
    }
    return { type: congestionAlarm, active: true, severity: severities[level] ?? 'major', detail: said.detail };
  };
}

/** The level that stood when the gateway stopped, by the alarm that was left of it. */
export function levelOf(record: AlarmRecord | undefined): HallLevel {
  if (!record || record['is-cleared']) return 0;
  return Math.max(1, severities.lastIndexOf(record['perceived-severity'] as (typeof severities)[number])) as HallLevel;
}
