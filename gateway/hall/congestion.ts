import type { AlarmCondition } from '../../drivers/index.js';
import { congestionAlarm } from './alarm-types.js';
import type { HallView } from './hall-queue.js';

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
