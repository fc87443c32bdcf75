import { z } from 'zod';

/** Options of a card or SIM dispenser (terminal-health.md 5.2). */
export const cardDispenserOptions = z.strictObject({
  mode: z
    .enum(['tap', 'owner'])
    .default('tap')
    .describe(
      'tap: only listens to what the unit answers its kiosk PC, never sends; owner: the gateway alone is wired to it',
    ),
  model: z.enum(['qu-cd-720m']).default('qu-cd-720m').describe('family of the unit; qu-cd-720m also speaks for 820M'),
  module: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'small letters, digits and hyphens, e.g. card-dispenser-2')
    .default('card-dispenser')
    .describe('name in the state of the terminal'),
  pollIntervalMs: z
    .int()
    .min(1_000)
    .max(600_000)
    .default(10_000)
    .describe('owner: ms between two polls; tap: ms between two looks at what was heard; 1000 to 600000'),
  replyTimeoutMs: z
    .int()
    .min(100)
    .max(5_000)
    .default(1_000)
    .describe('owner: ms until an unanswered question counts as lost, 100 to 5000'),
  silentSeconds: z
    .int()
    .min(2)
    .max(3_600)
    .default(60)
    .describe('tap: seconds without an answer of the unit until contact counts as lost, 2 to 3600'),
});
export type CardDispenserOptions = z.infer<typeof cardDispenserOptions>;
