import { z } from 'zod';
import type { CommandContract } from '../../drivers/index.js';
import type { JournalEntry } from './journal.js';
import { type Reply, replyStatuses } from './reply.js';

/** The `data` of the `audit` topic: who commanded what, and how it ended. */
export const auditSchema = z.object({
  commandId: z.string(),
  deviceId: z.string(),
  command: z.string(),
  clientId: z.string().describe('MQTT client that sent it'),
  origin: z.enum(['local', 'centre']),
  status: z.enum(replyStatuses),
  args: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('The arguments that say who did what to what and why; nothing of customers'),
});

type Audited = Pick<JournalEntry, 'deviceId' | 'name' | 'clientId' | 'origin' | 'args'>;

/** What is written down of a command; of its arguments only what its contract names. */
export function auditOf(
  reply: Reply,
  entry: Audited,
  contract: CommandContract | undefined,
): z.infer<typeof auditSchema> {
  const { deviceId, name, clientId, origin } = entry;
  const args = namedArgs(entry.args, contract?.audited ?? []);
  return {
    commandId: reply.commandId,
    deviceId,
    command: name,
    clientId,
    origin,
    status: reply.status,
    ...(Object.keys(args).length > 0 ? { args } : {}),
  };
}

type Plain = string | number | boolean;

function namedArgs(args: Record<string, unknown>, names: readonly string[]): Record<string, Plain> {
  const named: [string, Plain][] = [];
  for (const name of names) {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (typeof value === 'string') named.push([name, value.trim()]);
    else if (typeof value === 'number' || typeof value === 'boolean') named.push([name, value]);
  }
  return Object.fromEntries(named);
}
