import { z } from 'zod';
import type { ClassContract } from '../driver.js';

export const terminalServices = ['in-service', 'degraded', 'out-of-service', 'unknown', 'maintenance', 'idle'] as const;
export type TerminalService = (typeof terminalServices)[number];

/**
 * Names of modules, one word for each whoever reports it; a driver adds one only for what is none of these. Several of a
 * kind are told apart by a suffix, e.g. `cassette-2`, `cabinet-front`.
 */
export const terminalModules = [
  ...['host', 'application', 'network', 'certificate'],
  ...['receipt-printer', 'statement-printer', 'card-reader', 'pin-pad', 'card-dispenser'],
  ...['cash-acceptor', 'coin-acceptor', 'cash-dispenser', 'barcode-reader', 'camera'],
  ...['cabinet', 'tamper', 'environment', 'ups', 'mains'],
] as const;

/** One part of a terminal as some source sees it, e.g. `card-reader`. */
export const terminalModuleSchema = z.object({
  status: z.enum(['ok', 'warn', 'fail', 'unknown']),
  detail: z.string().optional().describe('raw code and its meaning for the technician; never card data'),
  source: z.string().describe('who says so, e.g. probe, heartbeat, snmp'),
});
export type TerminalModule = z.infer<typeof terminalModuleSchema>;

/** What the services of an XFS4IoT terminal say of themselves. */
const xfs4iotSchema = z.object({
  vendor: z.string().optional().describe('as its service publisher says'),
  services: z
    .record(
      z.string(),
      z.object({
        connected: z.boolean(),
        device: z.string().optional().describe('common.device as it was last told, e.g. online'),
        actor: z
          .enum(['flm', 'slm', 'it'])
          .optional()
          .describe(
            'who has to act on its last error: staff without tools, a technician, or whoever looks after software',
          ),
      }),
    )
    .describe('by name, e.g. CardReader1'),
});

/** What every self-service terminal has in common (DESIGN.md section 14). */
export const terminalContract: ClassContract = {
  class: 'terminal',
  state: z.object({
    service: z.enum(terminalServices),
    modules: z.record(z.string(), terminalModuleSchema).describe('by name, e.g. card-reader; see terminalModules'),
    reachable: z.boolean().describe('whether its host answered the last time it was asked'),
    latencyMs: z.int().min(0).optional().describe('ms the last good answer took'),
    xfs4iot: xfs4iotSchema.optional().describe('of driver xfs4iot'),
  }),
  commands: {
    probe: {
      description: 'Checks the terminal now and tells what was found.',
      args: z.strictObject({}),
      idempotent: true,
    },
    maintenance: {
      description: 'Begins or ends a maintenance window, in which equipment alarms stay quiet.',
      args: z.strictObject({
        on: z.boolean(),
        minutes: z.int().min(1).max(1_440).optional().describe('length of the window in minutes, 1 to 1440'),
        reason: z.string().min(1).max(200).describe('why, for the record, 1 to 200 characters'),
      }),
      idempotent: false,
      audited: ['on', 'minutes', 'reason'],
    },
  },
  events: {},
};
