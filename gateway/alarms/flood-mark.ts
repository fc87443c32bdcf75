import type { AlarmChange } from './alarm-event.js';
import type { AlarmRecord } from './record.js';

/** alarm-type-id of the one alarm that stands for many. */
export const floodType = 'flood-grouped';

/** `x-suppressed-by` of an alarm that a flood keeps from people. */
export const floodMark = 'flood: GWY-509';

/** True of an alarm that people were not told of because of a flood, also when it is over. */
export function isGrouped(record: Pick<AlarmRecord, 'x-suppressed-by'> | undefined): boolean {
  return record?.['x-suppressed-by'] === floodMark;
}

/**
 * True when the stream is silent on a change of a record that stood at `before`. Who never heard of a raise is not to hear
 * of a severity. A clear he hears all the same, as a shelf may hide what he saw before it (terminal-health.md 6.3 rule
 * 4); only of a flood he does not, since the clears of 500 alarms would be the flood again: the retained record shows it.
 */
export function isUntold(change: AlarmChange, before: AlarmRecord | undefined): boolean {
  if (!before || before['x-announced']) return false;
  return change === 'severity' || (change === 'clear' && isGrouped(before));
}
