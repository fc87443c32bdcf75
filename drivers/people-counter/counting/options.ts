import { z } from 'zod';

/** Options every people counter has; spread into the options of its driver. */
export const countingFields = {
  mostPerSecond: z
    .number()
    .min(0.5)
    .max(50)
    .default(5)
    .describe('people per second that can pass in one direction at the most, 0.5 to 50: more are taken for an error'),
  frozenMinutes: z
    .int()
    .min(0)
    .max(1_440)
    .default(180)
    .describe(
      'minutes the counts may stand still while the door is open (where it is not known: the branch) before an alarm, 0 (off) to 1440',
    ),
  imbalancePercent: z
    .int()
    .min(0)
    .max(100)
    .default(20)
    .describe('difference between in and out of a whole day that raises an alarm, % of the larger, 0 (off) to 100'),
  imbalanceLeast: z
    .int()
    .min(1)
    .max(100_000)
    .default(20)
    .describe('difference between in and out, in people, below which no day is suspected, 1 to 100000'),
  noisePercent: z
    .int()
    .min(0)
    .max(100)
    .default(10)
    .describe('damaged frames among the last hundred that raise an alarm, %, 0 (off) to 100'),
} as const;

export const countingOptions = z.object(countingFields);
export type CountingOptions = z.infer<typeof countingOptions>;
