import { z } from 'zod';
import { severities } from '../alarms/record.js';
import { text } from './text.js';
import { webhookUrlFault } from './webhook-url.js';

/** What a webhook can be about: the topics of the gateway's own root whose messages may not be lost. */
export const webhookTopics = ['notification', 'alarm-event'] as const;
export type WebhookTopic = (typeof webhookTopics)[number];

const file = (what: string) =>
  z.string().min(1).describe(`${what}; the name is relative to the directory of this configuration`);

export const webhookTlsSchema = z
  .strictObject({
    caFile: file('PEM file of the authorities that may sign for the receiver, absent = those of the system').optional(),
  })
  .describe('certificates, only with https://; the certificate of the receiver is always verified');

export const webhookSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
      .describe(
        'name of the webhook in alarms, logs and figures: 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit',
      ),
    url: text(webhookUrlFault)
      .meta({ pattern: '^https?://[^/@\\s]+(/[^#\\s]*)?$' })
      .describe(
        'where messages are posted to: https://host[:port]/path, or http:// on this machine; without user, password and fragment',
      ),
    secretFile: file('file with the secret that messages are signed with, on one line, 16 to 1024 bytes'),
    about: z
      .array(z.enum(webhookTopics))
      .min(1)
      .max(webhookTopics.length)
      .default([...webhookTopics])
      .describe('which messages are told, by their topic: notification, alarm-event; default both'),
    minimumSeverity: z
      .enum(severities)
      .default('warning')
      .describe(
        'alarms that never reached this severity are not told: warning, minor, major, critical; default warning = all',
      ),
    allowPlaintext: z
      .boolean()
      .default(false)
      .describe(
        'true = http:// to another machine, where all on the way can read it, e.g. inside a VPN; default false',
      ),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(60)
      .default(10)
      .describe('seconds one attempt may take from connecting to the answer, 1 to 60, default 10'),
    maxMegabytes: z
      .int()
      .min(1)
      .max(64)
      .default(4)
      .describe(
        'most that waits in memory and on disk while the receiver is away, megabytes of 1048576 bytes, 1 to 64, default 4 (some 1500 messages); the oldest go first',
      ),
    maxAgeHours: z
      .int()
      .min(1)
      .max(720)
      .default(24)
      .describe('hours after which a message that could not be delivered is dropped, 1 to 720, default 24'),
    tls: webhookTlsSchema.optional(),
  })
  .describe('a receiver that is told by HTTP POST');

export const webhooksSchema = z
  .array(webhookSchema)
  .max(8)
  .describe('receivers of notifications and alarm changes besides MQTT, at most 8; absent = none');

export type ParsedWebhook = z.output<typeof webhookSchema>;
