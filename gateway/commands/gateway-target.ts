import { z } from 'zod';
import type { CommandContract } from '../../drivers/index.js';
import type { AlarmManager } from '../alarms/manager.js';
import type { CommandTarget } from './target.js';

export const alarmAcknowledgeArgs = z.strictObject({
  deviceId: z.string().min(1).describe('Device the alarm is about, or "gateway"'),
  alarmType: z.string().min(1).describe('alarm-type-id, e.g. printer-paper-out'),
  qualifier: z.string().optional().describe('Which instance, where the alarm has one'),
  operator: z.string().min(1).max(64).describe('Who takes the alarm over'),
  note: z.string().max(500).optional().describe('What will be done'),
});

/** Commands to `command/gateway/{name}`. */
export const gatewayCommands = {
  'alarm-acknowledge': {
    description: 'Says that somebody has taken over an alarm; it does not clear it',
    args: alarmAcknowledgeArgs,
    idempotent: false,
  },
} as const satisfies Record<string, CommandContract>;

export function createGatewayTarget(alarms: AlarmManager): CommandTarget {
  return {
    commands: gatewayCommands,
    async execute(name, args) {
      if (name !== 'alarm-acknowledge') return undefined;
      const record = await alarms.acknowledge(args as z.infer<typeof alarmAcknowledgeArgs>);
      return { alarm: record };
    },
  };
}
