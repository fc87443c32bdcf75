import { z } from 'zod';

const percent = z.int().min(0).max(100).optional();
const holders = z.array(
  z.object({
    name: z.string(),
    percent: percent.describe('% left; absent = it does not know'),
    someLeft: z.literal(true).optional().describe('it knows only that some is left'),
  }),
);

/** What an SNMP agent tells beside the modules; absent where the device is no such thing. */
export const snmpState = {
  host: z
    .object({ volumes: z.array(z.object({ name: z.string(), percent: z.number().describe('% used') })) })
    .optional()
    .describe('disks and memory of its computer'),
  printer: z
    .object({
      status: z.enum(['other', 'unknown', 'idle', 'printing', 'warmup']),
      errors: z.array(z.string()).describe('bits of hrPrinterDetectedErrorState that are set, by name'),
      trays: holders,
      supplies: holders,
      alerts: z
        .array(z.string())
        .max(20)
        .describe('rows of prtAlertTable: code, group, severity, who can put it right'),
    })
    .optional(),
};

/** Figures of each poll. */
export const snmpMeasurement = {
  uptimeSeconds: z.int().min(0).optional().describe('s since it was started; begins again after 497 days'),
  cpuPercent: z.int().min(0).max(100).optional().describe('% of all processors over the last minute'),
  memoryPercent: z.number().min(0).optional().describe('% of memory in use, caches left out'),
  clockOffsetSeconds: z.int().optional().describe('s its clock is ahead of the gateway; negative = behind'),
};
