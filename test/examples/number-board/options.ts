import { z } from 'zod';

export const numberBoardOptions = z.strictObject({
  address: z.int().min(1).max(255).default(1).describe('ID set on the board, 1 to 255, default 1'),
  pollIntervalMs: z
    .int()
    .min(1_000)
    .max(600_000)
    .default(5_000)
    .describe('ms between two repetitions of the number, 1000 to 600000, default 5000'),
});

export type NumberBoardOptions = z.infer<typeof numberBoardOptions>;
