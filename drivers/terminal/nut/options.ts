import { z } from 'zod';

const variable = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,79}$/i, 'a variable of NUT such as battery.date');

/** Options of a UPS behind a NUT server (terminal-health.md 3.1 and 9.2). */
export const nutOptions = z
  .strictObject({
    ups: z
      .string()
      .regex(/^[\w.-]{1,64}$/, '1 to 64 letters, digits, dots, lines and underscores')
      .optional()
      .describe('name of the UPS in ups.conf, 1 to 64 characters; left out where the server has one only'),
    pollIntervalMs: z
      .int()
      .min(1_000)
      .max(600_000)
      .default(10_000)
      .describe('ms between two readings, 1000 to 600000; default 10000'),
    onBatteryPollIntervalMs: z
      .int()
      .min(1_000)
      .max(600_000)
      .default(5_000)
      .describe('ms between two readings while the UPS runs on battery, 1000 to 600000; default 5000'),
    replyTimeoutMs: z
      .int()
      .min(100)
      .max(10_000)
      .default(5_000)
      .describe('ms until the next line of an answer has to be there, 100 to 10000; default 5000'),
    tls: z
      .enum(['off', 'if-offered', 'required'])
      .default('if-offered')
      .describe('STARTTLS: off, if-offered, or required = no word in the clear but this one; default if-offered'),
    caFile: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .describe('file with the PEM certificates that may have signed the server’s; left out = any certificate will do'),
    tlsServerName: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe('name or address the certificate has to be for; left out = any name will do'),
    variables: z
      .array(variable)
      .max(32)
      .default([])
      .describe('further variables to publish in the state as text, at most 32, e.g. battery.date'),
    measurementSeconds: z
      .int()
      .min(10)
      .max(3_600)
      .default(60)
      .describe('s between two measurements of charge, load and voltage, 10 to 3600; default 60'),
  })
  .refine(({ tls, caFile }) => tls !== 'required' || caFile !== undefined, {
    path: ['caFile'],
    error: 'tls: required needs the certificates that may have signed the server’s; without them nobody is recognised',
  })
  .refine(({ tls, caFile }) => tls !== 'off' || caFile === undefined, {
    path: ['caFile'],
    error: 'is of no use with tls: off',
  })
  .refine(({ tlsServerName, caFile }) => tlsServerName === undefined || caFile !== undefined, {
    path: ['tlsServerName'],
    error: 'needs caFile: a name in a certificate anybody may have made says nothing',
  });

export type NutOptions = z.infer<typeof nutOptions>;
