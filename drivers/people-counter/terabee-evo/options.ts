import { z } from 'zod';
import { countingFields } from '../counting/options.js';

/** Options of a TeraRanger Evo counter (led-boards-counters-hid.md 5.3). */
export const terabeeEvoOptions = z.strictObject({
  model: z
    .enum(['people-counter', 'swipe-plus'])
    .default('people-counter')
    .describe('people-counter (two beams, with a sensor id) or swipe-plus; their counts have different lengths'),
  silenceMs: z
    .int()
    .min(500)
    .max(60_000)
    .default(1_000)
    .describe('ms without any frame after which the sensor counts as silent, 500 to 60000: it speaks all the time'),
  blockedBelowMm: z
    .int()
    .min(0)
    .max(2_000)
    .default(300)
    .describe('mm from the sensor within which nobody walks: a distance below that is an obstacle, 0 (off) to 2000'),
  blockedSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(120)
    .describe('s that an obstacle may stay before an alarm, 1 to 86400'),
  pollIntervalMs: z
    .int()
    .min(500)
    .max(600_000)
    .default(2_000)
    .describe('ms between two reports of what the sensor has said, 500 to 600000'),
  ...countingFields,
});

export type TerabeeEvoOptions = z.infer<typeof terabeeEvoOptions>;
