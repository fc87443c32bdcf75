import { z } from 'zod';
import { forecastSchema } from './forecast/forecast-schema.js';

const count = z.int().min(0);
const seconds = (what: string) => z.number().min(0).nullable().describe(what);

const serviceSchema = z.strictObject({
  id: z.string(),
  name: z.strictObject({ zh: z.string(), en: z.string().optional() }),
  prefix: z.string().describe('what its numbers begin with'),
  priority: count.describe('a counter takes the highest first'),
  waiting: count,
  oldestWaitSeconds: seconds('s the one who waits longest has waited; null = nobody waits'),
  expectedWaitMinutes: z
    .number()
    .min(0)
    .nullable()
    .describe(
      'for a ticket drawn now, from measured service times; null = too little measured, or no counter open for it',
    ),
  meanServiceSeconds: seconds('s at the counter, of the last measured; null = too few'),
  meanWaitSeconds: seconds('s from ticket to first call, of those called today; null = none was'),
  issued: count.describe('today'),
  served: count.describe('today'),
  noShow: count.describe('today: called and did not come'),
  abandoned: count.describe('today: known to have left while they waited'),
});

const counterSchema = z.strictObject({
  id: z.string(),
  services: z.array(z.string()).optional().describe('those it takes; absent = all'),
  open: z.boolean().describe('signed on, or has called within the last minutes where nobody signs on'),
  signedOn: z.boolean(),
  serves: z
    .strictObject({ number: z.string(), service: z.string(), since: z.iso.datetime(), recalls: count })
    .optional()
    .describe('whom it called last, while he is there; absent = nobody'),
});

/** The `data` of the topic `hall`. */
export const hallTopicSchema = z.strictObject({
  mode: z
    .enum(['own', 'listen'])
    .describe("own = the gateway keeps the queue; listen = the branch's queue system does"),
  day: z.iso.date().describe('local day the figures are of'),
  level: z.int().min(0).max(3).describe('congestion: 0 normal, 1, 2, 3'),
  ratio: z
    .number()
    .min(0)
    .nullable()
    .describe('waiting customers per open counter, to a hundredth; null = no counter is open'),
  waiting: count,
  openCounters: count,
  oldestWaitSeconds: seconds('s the one who waits longest has waited; null = nobody waits'),
  peopleInside: count.nullable().describe('by the people counters; null = there is none that knows'),
  services: z.array(serviceSchema),
  counters: z.array(counterSchema),
  arrivals: z.array(count).length(96).describe('tickets issued by quarter hour of the local day, from 00:00'),
  forecast: forecastSchema.describe('what is to come today, looked at once a minute'),
});
export type HallReport = z.infer<typeof hallTopicSchema>;
