import { z } from 'zod';
import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import type { AlarmManager } from './manager.js';

/** Which alarm an operator means, and who the operator is. */
const alarmArgs = z.strictObject({
  deviceId: z.string().min(1).describe('Device the alarm is about, or "gateway"'),
  alarmType: z.string().min(1).describe('alarm-type-id, e.g. printer-paper-out'),
  qualifier: z.string().optional().describe('Which instance, where the alarm has one'),
  operator: z.string().min(1).max(64).describe('Who takes the alarm over'),
  note: z.string().max(500).optional().describe('What will be done'),
});

/** Alarm commands to `command/gateway/{name}`. */
export const alarmCommands = {
  'alarm-acknowledge': {
    description: 'Says that somebody has taken over an alarm; it does not clear it',
    args: alarmArgs,
    idempotent: false,
  },
} as const;

export function alarmCommandSet(alarms: AlarmManager): CommandTarget {
  return commandSet(alarmCommands, {
    'alarm-acknowledge': async (args) => ({ alarm: await alarms.acknowledge(args) }),
  });
}
