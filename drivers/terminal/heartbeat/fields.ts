import { z } from 'zod';

/** Digits that a text of an agent may have in all: no card number fits (13 to 19). */
const mostDigits = 12;

const fewDigits = (text: string) => text.replace(/\D/g, '').length <= mostDigits;

/**
 * The modules an agent may tell of, by the names of terminal-health.md 4.5 and of other kiosks, and what the state calls
 * them.
 */
export const agentModules = {
  printer: 'receipt-printer',
  'statement-printer': 'statement-printer',
  'card-reader': 'card-reader',
  'cash-acceptor': 'cash-acceptor',
  'coin-acceptor': 'coin-acceptor',
  'cash-dispenser': 'cash-dispenser',
  'pin-pad': 'pin-pad',
  'sim-dispenser': 'card-dispenser',
  'barcode-reader': 'barcode-reader',
  camera: 'camera',
} as const;
export type AgentModule = keyof typeof agentModules;
export const agentModuleNames = Object.keys(agentModules) as [AgentModule, ...AgentModule[]];

const moduleSchema = z
  .object({
    status: z.enum(['ok', 'warn', 'fail', 'unknown']).describe('ok, warn, fail or unknown'),
    code: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/)
      .refine(fewDigits)
      .optional()
      .describe('why: 1 to 40 of A-Z, a-z, 0-9 and ._:- with at most 12 digits'),
  })
  .describe('an object with status and code');
export type AgentModuleReport = z.infer<typeof moduleSchema>;

const counterName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .refine(fewDigits);

/**
 * A beat as it comes (terminal-health.md 4.5), the same over HTTP and MQTT. What it does not name is ignored and kept
 * nowhere: an agent that is newer than the gateway goes on being heard. There is no field for free text.
 */
export const beatSchema = z.object({
  'terminal-id': z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,40}$/)
    .describe('id of the terminal: 1 to 40 of A-Z, a-z, 0-9 and ._-'),
  seq: z.int().min(0).max(999_999_999_999).describe('counts the beats of one boot, a whole number below 10^12'),
  'boot-id': z
    .string()
    .regex(/^[A-Za-z0-9-]{1,40}$/)
    .describe('another one after each start: 1 to 40 of A-Z, a-z, 0-9 and -'),
  'app-version': z
    .string()
    .regex(/^[\x20-\x7e]{1,40}$/)
    .optional()
    .describe('1 to 40 characters of ASCII'),
  'uptime-s': z.number().min(0).max(1e9).optional().describe('s since the computer was started, 0 to 10^9'),
  'in-service': z.boolean().describe('true or false: whether customers can use it'),
  modules: z
    .object(Object.fromEntries(agentModuleNames.map((name) => [name, moduleSchema.optional()])) as Modules)
    .optional()
    .describe(`an object of modules; known are ${agentModuleNames.join(', ')}`),
  counters: z
    .record(counterName, z.int().min(0).max(999_999_999_999))
    .refine((counters) => Object.keys(counters).length <= 32)
    .optional()
    .describe('at most 32 whole numbers from 0 to below 10^12; names of 1 to 32 of a-z, 0-9 and -'),
  'last-transaction-at': z
    .string()
    .max(40)
    .nullish()
    .describe('when a customer last finished something, ISO 8601 with a zone; null = never'),
});
type Modules = Record<AgentModule, z.ZodOptional<typeof moduleSchema>>;
