import { z } from 'zod';
import { countingFields } from '../counting/options.js';

/** Options of a Foorir / HX-HE2 counter (led-boards-counters-hid.md 5.4). The counter takes its periods from our answers. */
export const foorirOptions = z
  .strictObject({
    serialNumber: z
      .string()
      .regex(/^[\w-]{1,32}$/)
      .optional()
      .describe('serial number of the unit, 1 to 32 letters, digits, "_" and "-": any other is refused; absent = any'),
    recordMinutes: z.int().min(1).max(5).default(5).describe('minutes that one record of passages covers, 1 to 5'),
    uploadMinutes: z
      .int()
      .min(1)
      .max(60)
      .default(5)
      .describe(
        'minutes between two reports, 1 to 60, a multiple of recordMinutes; the shorter, the sooner its batteries are empty',
      ),
    pollIntervalMs: z
      .int()
      .min(500)
      .max(600_000)
      .default(2_000)
      .describe('ms between two looks at what has come, 500 to 600000'),
    ...countingFields,
  })
  .refine(({ recordMinutes, uploadMinutes }) => uploadMinutes % recordMinutes === 0, {
    path: ['uploadMinutes'],
    error: 'a multiple of recordMinutes',
  });

export type FoorirOptions = z.infer<typeof foorirOptions>;
