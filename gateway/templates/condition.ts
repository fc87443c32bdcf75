import type { AlarmCondition } from '../../drivers/index.js';

export const templateAlarm = 'ticket-template-wrong';

/** Mistakes that the alarm names. */
const most = 5;

/** What is wrong in the folder of templates, a line each, as an alarm of the gateway. */
export function templateCondition(problems: readonly string[]): AlarmCondition {
  if (problems.length === 0) return { type: templateAlarm, active: false };
  const more = problems.length > most ? [`and ${problems.length - most} more`] : [];
  return { type: templateAlarm, active: true, detail: [...problems.slice(0, most), ...more].join('; ') };
}
