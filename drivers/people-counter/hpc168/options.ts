import { z } from 'zod';
import { countingFields } from '../counting/options.js';

/**
 * Options of an HPC168 counter (led-boards-counters-hid.md 5.1). Polls are at least 1 s apart, the time a line lets a
 * member rest after an unanswered question: a unit without a door would else seem silent.
 */
export const hpc168Options = z.strictObject({
  address: z
    .string({ error: 'four decimal digits in quotes, "0001" to "0099"' })
    .regex(/^00(0[1-9]|[1-9][0-9])$/, 'four decimal digits, "0001" to "0099"')
    .default('0001')
    .describe('ID set on the unit, four decimal digits "0001" to "0099", in quotes'),
  replyTimeoutMs: z
    .int()
    .min(50)
    .max(5_000)
    .default(500)
    .describe('ms until an unanswered request counts as lost, 50 to 5000'),
  pollIntervalMs: z.int().min(1_000).max(600_000).default(5_000).describe('ms between two readings, 1000 to 600000'),
  queryDoor: z.boolean().default(true).describe('asks for the door too; a unit that never answers is asked no more'),
  ...countingFields,
});

export type Hpc168Options = z.infer<typeof hpc168Options>;
