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
      .describe("true = boards go blank and the counters' day is closed when the branch closes, default true"),
  })
  .describe('what the gateway does by itself at set times of a day; they go by branch.hours; absent = nothing');
export type RoutinesConfig = z.output<typeof routinesSchema>;
