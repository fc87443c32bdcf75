import { z } from 'zod';
import { GatewayError } from '../../drivers/index.js';
import { commandSet } from '../commands/command-set.js';
import type { CommandTarget } from '../commands/target.js';
import { isDay } from '../device-file/args.js';
import { suggest } from '../validation/suggest.js';
import type { Availability } from './report.js';

/** Figures of terminals, to `command/gateway/{name}`. */
export const availabilityCommands = {
  availability: {
    description: 'What terminals did on a day: in service, outages by cause, MTBF, MTTR, and the clocks of open alarms',
    args: z.strictObject({
      deviceId: z.string().min(1).max(64).optional().describe('id of a terminal; default all of them'),
      day: z
        .string()
        .refine(isDay, { message: 'a day like 2026-11-26' })
        .optional()
        .describe('a day like 2026-11-26 in the time zone of the branch; default today, as far as it has come'),
    }),
    idempotent: true,
    reads: true,
  },
} as const;

export interface AvailabilityAnswers {
  readonly ids: readonly string[];
  /** The local day it is now. */
  readonly today: () => string;
  readonly figures: (deviceId: string, day: string) => Promise<Availability | undefined>;
}

export function availabilitySet({ ids, today, figures }: AvailabilityAnswers): CommandTarget {
  return commandSet(availabilityCommands, {
    async availability({ deviceId, day = today() }) {
      if (deviceId !== undefined && !ids.includes(deviceId)) throw unknownTerminal(deviceId, ids);
      if (day > today()) throw refused('day', `${day} is in the future; allowed: today or earlier`);
      const terminals: Record<string, unknown>[] = [];
      for (const id of deviceId === undefined ? ids : [deviceId]) {
        const found = await figures(id, day);
        if (found) terminals.push({ deviceId: id, ...found });
      }
      return { day, terminals };
    },
  });
}

function unknownTerminal(deviceId: string, ids: readonly string[]): GatewayError {
  const near = suggest(deviceId, ids);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return refused('deviceId', `"${deviceId}" is no terminal of its own; allowed: ${ids.join(', ') || 'none'}${hint}`);
}

function refused(field: string, message: string): GatewayError {
  return new GatewayError('COMMAND_ARGS_INVALID', `args.${field}: ${message}`, { field: `args.${field}` });
}
