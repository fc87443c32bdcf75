import { z } from 'zod';

const before = (what: string, standard: number) =>
  z
    .int()
    .min(0)
    .max(120)
    .default(standard)
    .describe(`minutes before opening at which ${what}, 0 to 120, default ${standard}`);

export const routinesSchema = z
  .strictObject({
    openingMinutes: before('the devices are inspected', 5),
    resetMinutes: before('the queue begins a new day', 1),
    printer: z.string().optional().describe('id of the ticket-printer for reports; absent = reports are not printed'),
    printOpening: z
      .boolean()
      .default(false)
      .describe('true = the report of the opening inspection is printed, default false'),
    closing: z
      .boolean()
      .default(true)
      .describe(
        'true = when the branch has closed, boards go blank, the day is reported, and until the next opening inspection nothing new is raised of devices without hours: always, but what concerns security; default true',
      ),
    closingMinutes: z
      .int()
      .min(0)
      .max(240)
      .default(60)
      .describe('minutes after closing for which the last customers are waited for, 0 to 240, default 60'),
  })
  .describe('what the gateway does by itself at set times of a day; they go by branch.hours; absent = nothing');
export type RoutinesConfig = z.output<typeof routinesSchema>;
