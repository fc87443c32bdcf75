import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import { boardCallArgs, boardCallArgsOf } from './args.js';
import { type BoardCallOptions, createBoardCall } from './board-call.js';

/** Group calls, to `command/gateway/{name}`. */
export const boardCallCommands = {
  'board-call': {
    description: 'Calls a ticket number to a counter, on all boards of the counter at once',
    args: boardCallArgs,
    idempotent: true,
    inDeviceLanes: true,
  },
} as const;

export function boardCallSet(options: BoardCallOptions): CommandTarget {
  const known = {
    'board-call': { ...boardCallCommands['board-call'], args: boardCallArgsOf(options.routes) },
  };
  return commandSet(known, { 'board-call': createBoardCall(options) });
}
