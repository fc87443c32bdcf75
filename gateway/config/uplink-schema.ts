import { z } from 'zod';
import { chains } from '../uplink/outbox/outbox.js';
import { text } from './text.js';
import { topicFilterFault } from './topic-filter.js';
import { uplinkUrlFault } from './uplink-url.js';

const file = (what: string) =>
  z.string().min(1).describe(`${what}; the name is relative to the directory of this configuration`);

const topicFilter = text(topicFilterFault).describe(
  'MQTT topic filter of local publishes, + for one level, # for all that follow, e.g. queue/#',
);

/** One entry of `uplink.forward`: a filter, or a filter with its chain. */
export const forwardSchema = z
  .union([
    topicFilter.transform((filter) => ({ filter, chain: 'event' as const })),
    z.strictObject({
      filter: topicFilter,
      chain: z
        .enum(chains)
        .default('event')
        .describe(
          'how dear the messages are: critical is sent first and never dropped for lack of room, telemetry is dropped first; default event',
        ),
    }),
  ])
  .describe('a topic filter, or a mapping of a topic filter and its chain');

export const tlsSchema = z
  .strictObject({
    caFile: file('PEM file of the authorities that may sign for the centre, absent = those of the system').optional(),
    certFile: file("PEM file of this gateway's own certificate; together with keyFile").optional(),
    keyFile: file('PEM file of the private key of certFile, not encrypted').optional(),
  })
  .describe('certificates, only with mqtts://; the certificate of the centre is always verified');

const outboxSchema = z
  .strictObject({
    maxMegabytes: z
      .int()
      .min(4)
      .max(65_536)
      .default(256)
      .describe('most that waits on disk for the centre, megabytes of 1048576 bytes, 4 to 65536, default 256'),
    reservedPercent: z
      .int()
      .min(5)
      .max(50)
      .default(10)
      .describe('part of maxMegabytes that only critical messages may use, percent, 5 to 50, default 10'),
    maxAgeDays: z
      .int()
      .min(1)
      .max(3_650)
      .default(30)
      .describe('days after which a message that is not critical is dropped, 1 to 3650, default 30'),
    diskFloorMegabytes: z
      .int()
      .min(0)
      .max(1_048_576)
      .default(200)
      .describe(
        'free space the disk must keep, megabytes of 1048576 bytes, 0 to 1048576, default 200, 0 = not looked at; the outbox shrinks for it',
      ),
    lingerMs: z
      .strictObject({
        event: z.int().min(0).max(1_000).default(0).describe('for the chain event, ms, 0 to 1000, default 0'),
        telemetry: z.int().min(0).max(1_000).default(5).describe('for the chain telemetry, ms, 0 to 1000, default 5'),
      })
      .prefault({})
      .describe(
        'how long a message may wait for others to share its write; more saves the flash, critical never waits',
      ),
  })
  .describe('the messages that wait on disk until the centre has them');

export const uplinkSchema = z
  .strictObject({
    url: text(uplinkUrlFault)
      .meta({ pattern: '^mqtts?://[^/@\\s]+$' })
      .describe(
        'address of the central broker: mqtt://host[:port] (default port 1883) or mqtts://host[:port] (TLS, default port 8883), without user, password and path',
      ),
    protocolVersion: z
      .literal([5, 4])
      .default(5)
      .describe('MQTT version, 5 or 4 (= 3.1.1), default 5; 5 falls back to 4 where the centre does not speak it'),
    clientId: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/)
      .optional()
      .describe(
        'MQTT client id, no other client of the centre may have it: 1 to 64 visible ASCII characters, default {branch.id}-{gateway.id}',
      ),
    username: z
      .string()
      .regex(/^\S{1,256}$/)
      .optional()
      .describe('MQTT user name at the centre, 1 to 256 characters without spaces'),
    passwordFile: file('file that holds the password on one line').optional(),
    allowPlaintext: z
      .boolean()
      .default(false)
      .describe(
        'true = a password may go over mqtt:// without TLS to another machine, e.g. inside a VPN; default false',
      ),
    tls: tlsSchema.optional(),
    keepaliveSeconds: z
      .int()
      .min(5)
      .max(600)
      .default(15)
      .describe('seconds between signs of life on an idle connection, 5 to 600, default 15'),
    sessionExpirySeconds: z
      .int()
      .min(0)
      .max(86_400)
      .default(120)
      .describe('seconds the centre keeps commands for us while the connection is cut, 0 to 86400, default 120'),
    maxInFlight: z
      .int()
      .min(1)
      .max(65_535)
      .default(1_000)
      .describe(
        'most messages sent and not yet acknowledged, 1 to 65535, default 1000; the Receive Maximum of the centre may lower it',
      ),
    forward: z
      .array(forwardSchema)
      .max(100)
      .default([])
      .describe('which publishes of local clients are carried to the centre, at most 100; the first that fits counts'),
    outbox: outboxSchema.prefault({}),
  })
  .describe('the connection to the central broker; absent = stand-alone');

export type ParsedUplink = z.output<typeof uplinkSchema>;
