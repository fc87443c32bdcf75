import { z } from 'zod';

const statusForm = 'a status 200 to 599, or a range such as "200-299"';

/** `204`, or a range `200-299` with both ends in it. */
const expectedStatus = z.union(
  [
    z.int().min(200).max(599),
    z
      .string()
      .regex(/^[2-5]\d\d-[2-5]\d\d$/, { error: statusForm, abort: true })
      .refine((range) => range.slice(0, 3) <= range.slice(4), 'the range begins above its end'),
  ],
  { error: statusForm },
);
export type ExpectedStatus = z.infer<typeof expectedStatus>;

const tcp = z.strictObject({
  host: z.string().min(1).max(253).describe('host name or IP address of the terminal'),
  port: z.int().min(1).max(65_535).describe('TCP port that is open while the application runs, 1 to 65535'),
});

const http = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
      .refine((url) => !hasCredentials(url), 'must not contain a user or password')
      .describe('address to ask; http or https, without user and password'),
    method: z.enum(['GET', 'HEAD']).default('GET').describe('GET or HEAD; nothing else is ever sent'),
    expectStatus: z
      .array(expectedStatus)
      .min(1)
      .default(['200-299'])
      .describe('statuses that are right: numbers and ranges such as "200-299"; redirects are not followed'),
    bodyContains: z
      .string()
      .min(1)
      .max(1_000)
      .optional()
      .describe('text that must be in the first 64 KiB of the body (UTF-8), 1 to 1000 characters'),
    verifyCertificate: z
      .boolean()
      .default(true)
      .describe('false accepts any https certificate, for terminals that made their own'),
  })
  .refine(({ method, bodyContains }) => method === 'GET' || bodyContains === undefined, {
    path: ['bodyContains'],
    error: 'needs method GET: an answer to HEAD has no body',
  });

/** Options of the reachability probe (terminal-health.md 4.2 for the defaults). */
export const probeOptions = z
  .strictObject({
    tcp: tcp.optional().describe('a port to connect to'),
    http: http.optional().describe('a page to ask for, once the port has answered'),
    timeoutMs: z.int().min(100).max(10_000).default(3_000).describe('ms for each check as a whole, 100 to 10000'),
    pollIntervalMs: z
      .int()
      .min(1_000)
      .max(3_600_000)
      .default(30_000)
      .describe('ms between two probes, give or take a tenth, 1000 to 3600000'),
  })
  .refine(({ tcp, http }) => tcp !== undefined || http !== undefined, 'needs tcp, http or both');

export type ProbeOptions = z.infer<typeof probeOptions>;
export type HttpOptions = NonNullable<ProbeOptions['http']>;

function hasCredentials(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
