import { z } from 'zod';
import { uplinkHealthSchema } from '../uplink/health.js';
import { webhookFiguresSchema } from '../webhook/figures-schema.js';

const bytes = z.int().min(0);
const ms = z.number().min(0);

/** `data` of the `health` topic; the counters of broker, commands and alarms come beside these. */
export const healthSchema = z.looseObject({
  uptimeSeconds: z.int().min(0),
  cpuPercent: z.number().min(0).describe('Of one core, since the last report'),
  residentBytes: bytes,
  disk: z
    .strictObject({ freeBytes: bytes, totalBytes: bytes })
    .optional()
    .describe('Under the state directory; absent when it cannot be asked'),
  eventLoopLagMs: z.strictObject({ mean: ms, p99: ms, max: ms }).describe('Since the last report'),
  clockSynced: z.boolean(),
  webhooks: z.record(z.string(), webhookFiguresSchema).optional().describe('By webhook id; absent when there is none'),
  uplink: uplinkHealthSchema.optional().describe('Absent when the gateway stands alone'),
});
