import { z } from 'zod';
import type { HallView } from '../hall-queue.js';

/** Quarter hours of a local day, counted by the wall clock: 0 = 00:00 to 00:15. */
export const quartersPerDay = 96;

const count = z.int().min(0);
const quarter = z.int().min(0).max(quartersPerDay);

/** What is kept of one day of the hall: figures, nothing of any customer. */
export const dayRecordSchema = z.object({
  day: z.iso.date().describe('local day of the branch, e.g. 2026-11-26'),
  services: z
    .record(
      z.string(),
      z.object({
        issued: count,
        served: count,
        noShow: count,
        abandoned: count,
        waitSeconds: z.number().min(0).optional().describe('mean of those called, s from ticket to first call'),
        serviceSeconds: z
          .number()
          .min(0)
          .optional()
          .describe('mean at the counter, s, as it was known at the end of the day'),
      }),
    )
    .describe('by id of the service'),
  arrivals: z.array(count).length(quartersPerDay).describe('tickets issued by quarter hour of the local day'),
  open: z
    .object({ from: quarter, to: quarter })
    .describe('opening hours as quarter hours, `to` no longer in them; 0 to 96 where none are known'),
  unwatched: z
    .array(quarter)
    .describe('quarter hours of the opening hours in which the gateway was not there all the time'),
});
export type DayRecord = z.output<typeof dayRecordSchema>;

/** The day as the queue counts it now. */
export function dayRecordOf(view: HallView, watched: Pick<DayRecord, 'open' | 'unwatched'>): DayRecord {
  const { day, services, arrivals } = view;
  return {
    day,
    services: Object.fromEntries(
      services.map(({ id, issued, served, noShow, abandoned, meanWaitSeconds, meanServiceSeconds }) => [
        id,
        {
          ...{ issued, served, noShow, abandoned },
          ...(meanWaitSeconds === undefined ? {} : { waitSeconds: Math.round(meanWaitSeconds) }),
          ...(meanServiceSeconds === undefined ? {} : { serviceSeconds: Math.round(meanServiceSeconds) }),
        },
      ]),
    ),
    arrivals: Array.from({ length: quartersPerDay }, (_, at) => arrivals[at] ?? 0),
    ...watched,
  };
}
