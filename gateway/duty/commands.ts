import { z } from 'zod';
import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import type { DutyQuestion, DutyStatus } from './status.js';

/** Commands of the duty roster to `command/gateway/{name}`. */
export const dutyCommands = {
  'alarm-duty': {
    description: 'Who has been told of each raised alarm, what comes next and until when it is to be cleared',
    args: z.strictObject({
      deviceId: z.string().min(1).optional().describe('Of this device alone, or "gateway"; absent = of all'),
      alarmType: z.string().min(1).optional().describe('Of this alarm-type-id alone; absent = of all'),
    }),
    idempotent: true,
    reads: true,
  },
} as const;

export function dutyCommandSet(status: (question: DutyQuestion) => DutyStatus): CommandTarget {
  return commandSet(dutyCommands, { 'alarm-duty': async (args) => ({ ...status(args) }) });
}
