import { z } from 'zod';
import type { OptionFile } from '../../driver.js';
import { expectationShape } from './expectation.js';

export type { ExpectedStatus } from './expectation.js';

/** Begins with a letter, a digit or a colon: whatever it is handed to can take it for nothing but a host. */
export const hostForm = /^[A-Za-z0-9:][A-Za-z0-9.:-]{0,252}$/;

const host = z
  .string()
  .regex(
    hostForm,
    'a host name or IP address of 1 to 253 letters, digits, ".", "-" and ":", not beginning with "-" or "."',
  );
const port = z.int().min(1).max(65_535);

const certificateShape = {
  verifyCertificate: z
    .boolean()
    .default(true)
    .describe('false accepts any certificate, for terminals that made their own; its end is watched all the same'),
  caFile: z
    .string()
    .min(1)
    .max(4_096)
    .optional()
    .describe('PEM file of the authorities to trust instead of the public ones; relative to the configuration'),
  serverName: host.optional().describe('name that must be in the certificate; default the host that is asked'),
};

const address = (protocol: RegExp, form: string) =>
  z
    .url({ protocol, error: `an address that begins with ${form}` })
    .refine((url) => !hasCredentials(url), 'must not contain a user or password');

const ping = z.strictObject({
  host: host.describe('host name or IP address of the terminal, or of a switch or router'),
});

const tcp = z.strictObject({
  host: host.describe('host name or IP address of the terminal'),
  port: port.describe('TCP port that is open while the application runs, 1 to 65535'),
});

const tls = z.strictObject({
  host: host.describe('host name or IP address of the terminal'),
  port: port.describe('port that begins with a TLS handshake, 1 to 65535'),
  ...certificateShape,
});

const http = z
  .strictObject({
    url: address(/^https?$/, 'http:// or https://').describe(
      'address to ask; http or https, without user and password',
    ),
    method: z.enum(['GET', 'HEAD']).default('GET').describe('GET or HEAD; nothing else is ever sent'),
    ...expectationShape,
    ...certificateShape,
  })
  .refine(({ method, bodyContains }) => method === 'GET' || bodyContains === undefined, {
    path: ['bodyContains'],
    error: 'needs method GET: an answer to HEAD has no body',
  })
  .refine(({ method, bodyJson }) => method === 'GET' || bodyJson === undefined, {
    path: ['bodyJson'],
    error: 'needs method GET: an answer to HEAD has no body',
  });

const websocket = z.strictObject({
  url: address(/^wss?$/, 'ws:// or wss://').describe(
    'WebSocket to open and to close again; ws or wss, without user and password; nothing is sent on it',
  ),
  protocols: z
    .array(z.string().regex(/^[\w.!#$%&'*+^`|~-]{1,64}$/, 'a subprotocol name'))
    .max(8)
    .default([])
    .describe('subprotocols to offer, up to 8; the server must take one of them'),
  ...certificateShape,
});

/** Options of the reachability probe (terminal-health.md 4.2 for the defaults). */
export const probeOptions = z
  .strictObject({
    ping: ping.optional().describe('a host to ping with the program of the system, where it has one'),
    tcp: tcp.optional().describe('a port to connect to'),
    tls: tls.optional().describe('a port whose certificate is looked at, once the ports below have answered'),
    http: http.optional().describe('a page to ask for, once the port has answered'),
    websocket: websocket.optional().describe('a WebSocket to open, once everything below has answered'),
    timeoutMs: z.int().min(100).max(10_000).default(3_000).describe('ms for each check as a whole, 100 to 10000'),
    pollIntervalMs: z
      .int()
      .min(1_000)
      .max(3_600_000)
      .default(30_000)
      .describe('ms from one probe to the next, or up to a tenth less, 1000 to 3600000'),
  })
  .refine(
    ({ ping, tcp, tls, http, websocket }) => [ping, tcp, tls, http, websocket].some((check) => check !== undefined),
    'needs at least one of ping, tcp, tls, http and websocket',
  );

export type ProbeOptions = z.infer<typeof probeOptions>;

/** The layers that can have a certificate, lowest first. */
export const securable = ['tls', 'http', 'websocket'] as const;
export type Securable = (typeof securable)[number];

/** True where this layer is asked over TLS. */
export function isSecured(options: ProbeOptions, layer: Securable): boolean {
  if (layer === 'tls') return options.tls !== undefined;
  return /^(https|wss):/i.test(options[layer]?.url ?? '');
}

/** The file of authorities a layer names. */
export function authorityOf(options: ProbeOptions, layer: Securable): OptionFile | undefined {
  const name = options[layer]?.caFile;
  return name === undefined ? undefined : { field: [layer, 'caFile'], name, kind: 'authority' };
}

function hasCredentials(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
