import { z } from 'zod';
import { host, port } from './link-schema.js';

export const httpSchema = z
  .strictObject({
    host: host('address the HTTP end point listens on, default 127.0.0.1 (this machine only)').default('127.0.0.1'),
    port: port('TCP port of the HTTP end point, default 9464').default(9_464),
    tokenFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'file with the bearer token that /metrics wants, on one line, 16 to 1024 characters of A-Z, a-z, 0-9 and -._~+/=, relative to the directory of this configuration; required when host is not a loopback address',
      ),
  })
  .describe('figures for Prometheus (/metrics) and a health check (/healthz) over HTTP; absent = none');

export type ParsedHttp = z.output<typeof httpSchema>;

/** The HTTP end point ready for use. The token is never logged, published or part of the digest. */
export interface ResolvedHttp {
  readonly host: string;
  readonly port: number;
  /** Absent = everybody on this machine may read the figures. */
  readonly token?: string | undefined;
}
