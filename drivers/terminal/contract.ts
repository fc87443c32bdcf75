import { z } from 'zod';
import type { ClassContract } from '../driver.js';
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
  source: z.string().describe('who says so, e.g. probe, heartbeat, snmp'),
});
export type TerminalModule = z.infer<typeof terminalModuleSchema>;

/** Figures of a UPS, as far as it tells them. */
const upsFigures = {
  onBattery: z.boolean().describe('whether its load is fed from the battery because the mains are gone'),
  chargePercent: z.number().min(0).max(100).optional().describe('charge of the battery, %'),
  runtimeSeconds: z.number().min(0).optional().describe('s the battery will last by its own reckoning'),
  loadPercent: z.number().min(0).optional().describe('load, % of what it can carry'),
  inputVolts: z.number().min(0).optional().describe('voltage of the mains, V'),
  outputVolts: z.number().min(0).optional().describe('voltage of the output, V'),
  batteryVolts: z.number().min(0).optional().describe('voltage of the battery, V'),
  temperatureCelsius: z.number().optional().describe('temperature inside, °C'),
};

/** A UPS, of drivers that can ask one. Figures are renewed at a bounded rate, the status at once. */
export const upsStateSchema = z.object({
  status: z.array(z.string()).describe('tokens of NUT as they are, e.g. OL, CHRG'),
  ...upsFigures,
  variables: z.record(z.string(), z.string()).optional().describe('further variables that an option names'),
});

/** What every self-service terminal has in common (DESIGN.md section 14). */
export const terminalContract: ClassContract = {
  class: 'terminal',
  state: z.object({
    service: z.enum(terminalServices),
    modules: z.record(z.string(), terminalModuleSchema).describe('by name, e.g. card-reader; see terminalModules'),
    reachable: z.boolean().describe('whether its host answered the last time it was asked'),
    latencyMs: z.int().min(0).optional().describe('ms the last good answer took'),
    xfs4iot: xfs4iotStateSchema.optional().describe('of driver xfs4iot'),
    ups: upsStateSchema.optional().describe('of a UPS: its status and figures'),
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
  },
  measurement: z.object({ ups: z.object(upsFigures).optional().describe('figures of a UPS') }),
};
