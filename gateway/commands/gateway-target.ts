import { z } from 'zod';
import type { CommandContract } from '../../drivers/index.js';
import type { AlarmManager } from '../alarms/manager.js';
import { type BoardCallArgs, boardCallArgs, boardCallArgsOf } from '../board-call/args.js';
import { type BoardCallOptions, createBoardCall } from '../board-call/board-call.js';
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
  'board-call': {
    description: 'Calls a ticket number to a counter, on all boards of the counter at once',
    args: boardCallArgs,
    idempotent: true,
    inDeviceLanes: true,
  },
} as const satisfies Record<string, CommandContract>;

export interface GatewayTargetOptions {
  readonly alarms: AlarmManager;
  readonly boardCall: BoardCallOptions;
}

export function createGatewayTarget({ alarms, boardCall }: GatewayTargetOptions): CommandTarget {
  const callBoards = createBoardCall(boardCall);
  const handlers: Record<keyof typeof gatewayCommands, CommandTarget['execute']> = {
    'alarm-acknowledge': async (_name, args) => {
      const record = await alarms.acknowledge(args as z.infer<typeof alarmAcknowledgeArgs>);
      return { alarm: record };
    },
    'board-call': (_name, args, info) => callBoards(args as BoardCallArgs, info),
  };
  return {
    commands: {
      ...gatewayCommands,
      'board-call': { ...gatewayCommands['board-call'], args: boardCallArgsOf(boardCall.routes) },
    },
    execute: (name, args, info) => handlers[name as keyof typeof handlers](name, args, info),
  };
}
