import { z } from 'zod';

const tickets = z.number().min(0).describe('tickets, to a tenth');
const expected = {
  expected: tickets,
  low: tickets,
  high: tickets.describe('8 times of 10 it is between low and high'),
};

const aheadSchema = z
  .discriminatedUnion('status', [
    z.object({ status: z.literal('calm').describe('no higher level within the time looked ahead') }),
    z.object({
      status: z.literal('level'),
      level: z.int().min(1).max(3).describe('the highest congestion level that is more likely than not'),
      at: z.iso.datetime().describe('when it is reached first, to 5 min'),
      waiting: z.int().min(0).describe('customers who wait then, on average'),
      counters: z
        .int()
        .min(1)
        .optional()
        .describe('open counters that would avoid any level; absent = more than ten more'),
    }),
    z.object({ status: z.literal('nobody-open').describe('no counter is open: nothing can be said ahead') }),
    z.object({ status: z.literal('unmeasured').describe('no service time has been measured yet') }),
  ])
  .describe('the level of congestion to come, if the counters that are open stay so');
export type Ahead = z.output<typeof aheadSchema>;

/** What is to come today; part of the topic `hall`. */
export const forecastSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('too-short').describe('too few days like this one are known: nothing is said'),
    comparableDays: z.int().min(0).describe('days of the same weekday that were watched'),
    neededDays: z.int().min(1),
  }),
  z.object({
    status: z.literal('ready'),
    comparableDays: z.int().min(1),
    level: z.number().min(0).describe('today against an ordinary day of this kind; 1 = as usual'),
    rest: z.object(expected).describe('of the rest of the day'),
    quarters: z
      .array(z.object({ at: z.string().describe('local time at which the quarter hour begins, HH:MM'), ...expected }))
      .max(96)
      .describe('by quarter hour, the present one with what is left of it'),
    ahead: aheadSchema,
  }),
]);
export type ForecastView = z.output<typeof forecastSchema>;
