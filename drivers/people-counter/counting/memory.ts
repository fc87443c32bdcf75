import { z } from 'zod';
import type { DriverLogger } from '../../driver.js';
import { countsSchema } from '../contract.js';
import { qualities, whys } from './model.js';

const total = z.object({ in: z.number(), out: z.number() });

/** What is remembered of the counting day. */
const todaySchema = z.object({
  day: z.string(),
  /** Its beginning, ms since 1970-01-01 UTC. */
  from: z.number(),
  /** Totals since installation when it began. */
  start: total,
  /** The lowest that in less out has been, 0 or less: as many were inside before the first was counted. */
  lowest: z.number().max(0),
  /** The least sure of its intervals. */
  quality: z.enum(qualities),
  why: z.enum(whys).optional(),
});

/** What survives a restart of the gateway. */
export const counterMemorySchema = z.object({
  /** The counter's own totals at the last reading, of counters that keep them. */
  device: countsSchema.optional(),
  uptimeSeconds: z.number().optional(),
  /** Passages since installation. */
  total: countsSchema,
  /** End of the last reported interval, ms since 1970-01-01 UTC. */
  reportedAt: z.number(),
  today: todaySchema.optional(),
  /** The last whole day whose counts are certain enough to compare in with out. */
  judged: countsSchema.extend({ day: z.string() }).optional(),
});

export type CounterMemory = z.infer<typeof counterMemorySchema>;
export type Today = z.infer<typeof todaySchema>;

/** What `stored` says; undefined where there is nothing, or nothing that can be read. */
export function readCounterMemory(stored: unknown, logger: DriverLogger): CounterMemory | undefined {
  if (stored === undefined || stored === null) return undefined;
  const parsed = counterMemorySchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  logger.warn('the remembered totals are damaged; counting starts again from zero', { found: stored });
  return undefined;
}
