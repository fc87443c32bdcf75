import { z } from 'zod';

const serviceId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('id of a service: 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit');

const name = (language: string) => z.string().trim().min(1).max(32).describe(`name in ${language}, 1 to 32 characters`);

export const hallServiceSchema = z
  .strictObject({
    id: serviceId,
    name: z
      .strictObject({
        zh: name('Chinese, as printed on tickets, e.g. 个人业务'),
        en: name('English; absent = the Chinese one').optional(),
      })
      .describe('name for customers'),
    prefix: z
      .string()
      .regex(/^[A-Z]{1,3}$/)
      .describe('what its numbers begin with, e.g. A for A001: 1 to 3 capital letters, another for every service'),
    priority: z
      .int()
      .min(0)
      .max(9)
      .default(0)
      .describe(
        '0 to 9, default 0: a counter takes the highest first, and equals in the order of their tickets. Customers see it by the prefix',
      ),
    firstNumber: z.int().min(0).max(9_999).default(1).describe('first number of a day, 0 to 9999, default 1'),
    lastNumber: z
      .int()
      .min(1)
      .max(9_999)
      .default(999)
      .describe('last number, after which it begins again with the first that nobody holds, 1 to 9999, default 999'),
  })
  .describe('what a customer may come for');

const counterId = z
  .union([z.string().min(1).max(32), z.int().min(0).max(9_999)])
  .transform(String)
  .describe('counter as boards and keypads name it, a text of 1 to 32 characters or a number; 3 and "3" are the same');

export const hallCounterSchema = z
  .strictObject({
    id: counterId,
    services: z.array(serviceId).min(1).optional().describe('ids of the services it takes; absent = all'),
  })
  .describe('a counter');

const ratio = (what: string, standard: number) =>
  z
    .number()
    .min(0.1)
    .max(100)
    .default(standard)
    .describe(`waiting customers per open counter from which on ${what}, 0.1 to 100, default ${standard}`);

export const hallLevelsSchema = z
  .strictObject({
    level1: ratio('it is level 1', 2.5),
    level2: ratio('it is level 2', 3.5),
    level3: ratio('it is level 3', 4.5),
    hysteresis: z
      .number()
      .min(0)
      .max(10)
      .default(0.25)
      .describe('how far the ratio must fall under a level before that ends, 0 to 10, default 0.25'),
    holdSeconds: z
      .int()
      .min(0)
      .max(3_600)
      .default(60)
      .describe('s a ratio must last before the level follows it, 0 to 3600, default 60'),
  })
  .describe('congestion: at which ratio of waiting customers to open counters each level begins');
export type HallLevels = z.output<typeof hallLevelsSchema>;

export const hallLightSchema = z
  .strictObject({
    device: z.string().describe('id of a signal-light'),
    shows: z
      .enum(['hall-level', 'worst-alarm'])
      .describe(
        'hall-level = green, yellow, red, blinking red by level, dark while nobody works; worst-alarm = green, yellow, red, blinking red by the worst alarm',
      ),
  })
  .describe('a light for the staff');
export type HallLight = z.output<typeof hallLightSchema>;

export const hallSchema = z
  .strictObject({
    mode: z
      .enum(['own', 'listen'])
      .default('own')
      .describe(
        "own = the gateway keeps the queue; listen = the branch's queue system prints and calls, and the hall counts along; default own",
      ),
    services: z
      .array(hallServiceSchema)
      .default([])
      .describe('what customers come for; in mode listen those not named here are taken up as they come'),
    counters: z
      .array(hallCounterSchema)
      .default([])
      .describe('the counters; in mode listen those not named here are taken up as they come'),
    printer: z.string().optional().describe('id of the ticket-printer, in place of printers'),
    printers: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        'ids of ticket-printers; the first that can prints. With neither: every enabled one, in the order of devices',
      ),
    levels: hallLevelsSchema.prefault({}),
    openAfterCallMinutes: z
      .int()
      .min(1)
      .max(240)
      .default(15)
      .describe('minutes a counter counts as open after its last call, where nobody signs on, 1 to 240, default 15'),
    lights: z.array(hallLightSchema).default([]).describe('signal lights of the staff'),
    forecast: z
      .strictObject({
        warnMinutes: z
          .int()
          .min(5)
          .max(180)
          .default(30)
          .describe('how far ahead congestion is looked for, minutes, 5 to 180, default 30'),
      })
      .prefault({})
      .describe('what is to come today'),
  })
  .describe('the queue of the hall; absent = none');
export type HallConfig = z.output<typeof hallSchema>;
