import { z } from 'zod';
import type { ClassContract } from '../driver.js';
import { qualities, whys } from './counting/model.js';

const count = z.int().min(0);

/** A pair of passage counts. */
export const countsSchema = z.object({ in: count, out: count });

const time = z.iso.datetime({ offset: true });

/**
 * One interval of counting (DESIGN.md section 6), or a closed counting day, which bears its date and sums up intervals that
 * were told before. A consumer that lost a sample takes the totals of the next one.
 */
export const measurementSchema = z.object({
  day: z.iso.date().optional().describe('local date, of a closed counting day; absent of an interval'),
  from: time.describe('start of the interval, RFC 3339'),
  to: time.describe('end of the interval, RFC 3339'),
  in: count.describe('passages in during the interval'),
  out: count.describe('passages out during the interval'),
  totalIn: count.describe('passages in since installation'),
  totalOut: count.describe('passages out since installation'),
  quality: z
    .enum(qualities)
    .describe(
      'restart: the device began again, passages just before it may be missing; first: baseline, nothing counted; uncertain: see why',
    ),
  why: z
    .enum(whys)
    .optional()
    .describe(
      'fell, jumped: the totals of the device went where no passages lead, nothing is counted; roll-over-or-restart: taken for a restart; restart-by-clock: only the wall clock speaks for it; same-time: two records of one time, both counted; unit-clock: the time of the interval is wrong; part-of-day: people passed while the day changed unwatched',
    ),
});

/** What every people counter has in common (DESIGN.md section 14). */
export const peopleCounterContract: ClassContract = {
  class: 'people-counter',
  state: z.object({
    in: count.describe('passages in since installation'),
    out: count.describe('passages out since installation'),
    inside: count.describe('people inside, by the passages since the counting day began'),
    today: z
      .object({ day: z.iso.date().describe('local date'), in: count, out: count })
      .describe('the counting day so far; it begins a minute before opening, at midnight where there is none'),
    door: z.enum(['open', 'closed']).optional().describe('absent where the device does not tell'),
    deviceIn: count.optional().describe("the device's own count in, as read"),
    deviceOut: count.optional().describe("the device's own count out, as read"),
  }),
  commands: {
    read: {
      description: 'Reads the counts now instead of at the next poll.',
      args: z.strictObject({}),
      idempotent: true,
    },
    reset: {
      description: "Sets the device's own counts to zero; the totals since installation stay.",
      args: z.strictObject({}),
      idempotent: false,
    },
  },
  events: {
    'counter-restarted': z
      .object({ before: countsSchema, after: countsSchema })
      .describe("the device's own counts before and after it began again"),
  },
  measurement: measurementSchema,
};
