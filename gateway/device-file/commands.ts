import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import type { Answers } from './answers.js';
import { figuresArgs, noteArgs, pageArgs } from './args.js';

/** The device file, to `command/gateway/{name}`. */
export const deviceFileCommands = {
  'device-file': {
    description:
      'What happened to a device, newest first, in pages: alarms, contact, maintenance, resets, paper, parts, notes',
    args: pageArgs,
    idempotent: true,
    reads: true,
  },
  'device-file-note': {
    description: 'Writes into the file of a device what somebody did or saw; on disk before the reply',
    args: noteArgs,
    idempotent: false,
    audited: ['deviceId', 'kind', 'operator', 'part', 'date'],
  },
  'device-figures': {
    description: 'Availability, MTBF, MTTR, outages by cause and raises by code of one device or of all',
    args: figuresArgs,
    idempotent: true,
    reads: true,
  },
} as const;

export function deviceFileSet(answers: Answers): CommandTarget {
  return commandSet(deviceFileCommands, {
    'device-file': (args) => answers.page(args),
    'device-file-note': (args, { commandId }) => answers.note(args, commandId),
    'device-figures': (args) => answers.figures(args),
  });
}
