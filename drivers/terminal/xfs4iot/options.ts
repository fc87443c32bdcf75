import { z } from 'zod';
import { terminalModules } from '../contract.js';
import { publisherPorts } from './address.js';

const host = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^\s/@?#[\]]+$/, 'a host name or an IP address, nothing around it');

/** Options of the XFS4IoT status client (terminal-health.md 1.2 for ports, 9.2 for times). */
export const xfs4iotOptions = z.strictObject({
  host: host.describe('host name or IP address of the terminal'),
  ports: z
    .array(z.int().min(1).max(65_535))
    .min(1)
    .max(16)
    .default([...publisherPorts])
    .describe('TCP ports a service publisher may be on, 1 to 16 of them; default the 13 of the standard'),
  tls: z
    .enum(['auto', 'always', 'never'])
    .default('auto')
    .describe('auto tries TLS, then without; always never goes without; never does not try it; default auto'),
  caFile: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('PEM file of the authority that signed the certificate of the terminal; default the usual ones'),
  verifyCertificate: z
    .boolean()
    .default(true)
    .describe('false accepts any certificate, for terminals that made their own; default true'),
  serviceHosts: z
    .array(host)
    .max(8)
    .default([])
    .describe('further hosts the publisher may send us to, at most 8; default none but the terminal itself'),
  services: z
    .array(z.string().min(1).max(40))
    .min(1)
    .max(64)
    .optional()
    .describe('names of the services to follow, e.g. CardReader1; default every one the publisher names, at most 64'),
  essential: z
    .array(z.string().min(1).max(64))
    .max(32)
    .default([])
    .describe(`modules without which the terminal serves nobody, e.g. ${terminalModules.slice(4, 7).join(', ')}`),
  connectTimeoutMs: z
    .int()
    .min(200)
    .max(2_000)
    .default(1_500)
    .describe('ms for one connection or one ping, 200 to 2000, default 1500; a whole scan ends within 4500'),
  commandTimeoutMs: z
    .int()
    .min(1_000)
    .max(20_000)
    .default(10_000)
    .describe('ms until a command counts as unanswered, 1000 to 20000, default 10000'),
  pingIntervalMs: z
    .int()
    .min(1_000)
    .max(60_000)
    .default(10_000)
    .describe('ms between two looks at every connection, 1000 to 60000, default 10000'),
  pollIntervalMs: z
    .int()
    .min(10_000)
    .max(3_600_000)
    .default(300_000)
    .describe(
      'ms between two full statuses beside the changes that come by themselves, 10000 to 3600000, default 300000',
    ),
  patienceSeconds: z
    .int()
    .min(0)
    .max(3_600)
    .default(120)
    .describe(
      'seconds a module may be busy, starting or in the hands of a customer until it is warned of, 0 to 3600, default 120',
    ),
});

export type Xfs4iotOptions = z.infer<typeof xfs4iotOptions>;
