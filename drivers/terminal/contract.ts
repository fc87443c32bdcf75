import { z } from 'zod';
import type { ClassContract } from '../driver.js';
import { snmpMeasurement, snmpState } from './snmp/fields.js';
import { upsFigures, upsStateSchema } from './ups-fields.js';
import { xfs4iotStateSchema } from './xfs4iot/state.js';

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
  source: z.string().describe('who says so, e.g. probe, heartbeat, snmp; of a composite the parts, e.g. kiosk-1-xfs'),
  others: z
    .array(
      z.object({
        source: z.string(),
        status: z.enum(['ok', 'warn', 'fail', 'unknown']),
        detail: z.string().optional(),
      }),
    )
    .optional()
    .describe('of a composite: parts that say otherwise, or are not heard any more'),
});
export type TerminalModule = z.infer<typeof terminalModuleSchema>;

/** Of sensors in the cabinet or the hall; absent where there are none, or none that tells anything. */
const climate = {
  temperature: z.number().optional().describe('°C'),
  humidity: z.number().optional().describe('% relative humidity'),
};

/** What one layer of the network said to a probe. */
export const terminalLayerSchema = z.object({
  status: z.enum(['ok', 'fail', 'unknown']).describe('unknown: this gateway cannot ask it'),
  latencyMs: z.int().min(0).optional().describe('ms until its answer'),
});
export type TerminalLayer = z.infer<typeof terminalLayerSchema>;

/** What a terminal tells of itself by its heartbeats; counts are since the gateway took it up. */
export const heartbeatStateSchema = z
  .object({
    inService: z.boolean().optional().describe('what its agent says'),
    version: z.string().optional().describe('of its application'),
    uptimeSeconds: z.int().min(0).optional().describe('s since its computer was started'),
    lastTransactionAt: z.iso.datetime().optional().describe('by the clock of the terminal; a time and nothing else'),
    counters: z.record(z.string(), z.int().min(0)).optional().describe('figures of the vendor, by name'),
    seq: z.int().min(0).optional().describe('of the newest beat'),
    bootId: z.string().optional().describe('another one after each start'),
    lastBeatAt: z.iso.datetime().optional().describe('by the clock of the gateway'),
    restarts: z.int().min(0).describe('within the last 30 minutes'),
    missed: z.int().min(0).describe('beats that were not there when a later one came'),
    repeated: z.int().min(0).describe('beats that came again or too late, without effect'),
    refused: z.int().min(0).describe('messages that were no beats'),
    excess: z.int().min(0).describe('messages dropped unseen because there were too many'),
    lastProblem: z
      .object({ at: z.iso.datetime(), what: z.string() })
      .optional()
      .describe('what was last wrong with what it sends, and since when'),
  })
  .describe('of a terminal that reports by itself');
export type HeartbeatState = z.infer<typeof heartbeatStateSchema>;

/** What every self-service terminal has in common (DESIGN.md section 14). */
export const terminalContract: ClassContract = {
  class: 'terminal',
  state: z.object({
    service: z.enum(terminalServices),
    modules: z.record(z.string(), terminalModuleSchema).describe('by name, e.g. card-reader; see terminalModules'),
    reachable: z.boolean().describe('whether its host answered the last time it was asked'),
    latencyMs: z.int().min(0).optional().describe('ms the last good answer took'),
    ...climate,
    layers: z
      .record(z.string(), terminalLayerSchema)
      .optional()
      .describe('what a probe asked last: ping, tcp, tls, http, websocket; above the first that fails none is asked'),
    xfs4iot: xfs4iotStateSchema.optional().describe('of driver xfs4iot'),
    ups: upsStateSchema.optional().describe('of a UPS: its status and figures'),
    ...snmpState,
    heartbeat: heartbeatStateSchema.optional(),
    paperMetres: z
      .number()
      .min(0)
      .optional()
      .describe('m of paper its receipt printer has used since the roll was changed, where its counters tell'),
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
  events: {
    'mains-lost': z.object({
      status: z.string().describe('status of the UPS and its meaning'),
      runtimeSeconds: z.number().optional().describe('s the battery will last by its own reckoning'),
      chargePercent: z.number().optional().describe('charge of the battery, %'),
    }),
    'mains-back': z.object({
      status: z.string().describe('status of the UPS and its meaning'),
      seconds: z.int().min(0).describe('s the mains were gone'),
    }),
    'terminal-restarted': z.object({
      bootId: z.string().optional().describe('of the new start, where the terminal has one'),
      uptimeSeconds: z.int().min(0).optional().describe('s since the computer was started'),
      reason: z
        .enum(['computer', 'agent'])
        .optional()
        .describe('computer: it was started; agent: only the program that reports was'),
    }),
  },
  measurement: z.object({
    ...climate,
    ...snmpMeasurement,
    ups: z.object(upsFigures).optional().describe('figures of a UPS'),
  }),
};
