import { z } from 'zod';
import type { Clock } from '../../drivers/index.js';
import { withoutCardTexts } from '../card-numbers/value.js';
import type { Site } from './topics.js';

/** What every message of the gateway is wrapped in (DESIGN.md section 6). */
export const envelopeSchema = z.strictObject({
  v: z.literal(1).describe('Version of the envelope'),
  id: z.string().describe('Globally unique; a consumer drops what it has seen'),
  seq: z.number().int().min(1).describe('Counts up by one per message since the start of the gateway'),
  bootId: z.string().describe('Changes at every start of the gateway'),
  time: z.iso.datetime().describe('RFC 3339, UTC, of the moment the message was made'),
  clockSynced: z.boolean().describe('False while the system says that its clock is not set by a time server'),
  outbox: z
    .string()
    .regex(/^[a-z0-9]{8}\.(?:critical|event|telemetry)\.[1-9]\d*$/)
    .optional()
    .describe(
      'Place in the outbox, epoch.chain.seq, on messages that went through it; a consumer that keeps which seq it has per epoch and chain knows each repetition, and each loss from the gap messages',
    ),
  historical: z.literal(true).optional().describe('Present on replayed backlog'),
  data: z.unknown(),
});

export type Envelope = z.infer<typeof envelopeSchema>;

export interface EnveloperOptions {
  readonly site: Site;
  readonly bootId: string;
  readonly clock: Clock;
  readonly clockSynced: () => boolean;
}

/** Wraps data, card numbers masked: whatever leaves the gateway is wrapped here. `seq` counts over all topics, so that a consumer of the whole tree sees a gap. */
export function createEnveloper({ site, bootId, clock, clockSynced }: EnveloperOptions): (data: unknown) => Envelope {
  let seq = 0;
  return (data) => {
    seq += 1;
    return {
      v: 1,
      id: `${site.branchId}.${site.gatewayId}.${bootId}.${seq}`,
      seq,
      bootId,
      time: new Date(clock.now()).toISOString(),
      clockSynced: clockSynced(),
      data: withoutCardTexts(data),
    };
  };
}

/** Unique per start: the start time and 32 random bits, both base 36. */
export function createBootId(clock: Clock, random: () => number): string {
  return `${clock.now().toString(36)}-${Math.floor(random() * 2 ** 32).toString(36)}`;
}
