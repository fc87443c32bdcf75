import type { Mistake } from '../validation/mistake.js';
import type { ParsedHttp, ResolvedHttp } from './http-schema.js';
import type { Outline } from './outline.js';
import type { FileFailure } from './read-text.js';
import { readSecret, type SecretOptions } from './secrets.js';

/** Reads the bearer token, where one is named. No mistake ever quotes what the file holds. */
export async function readHttpToken(
  http: Outline['http'],
  options: SecretOptions,
): Promise<{ readonly token?: string; readonly mistakes: readonly Mistake[] }> {
  const name = http?.fields.tokenFile;
  if (!http || name === undefined) return { mistakes: [] };
  const read = await readSecret(name, { ...options, ...tokenWanted });
  if ('failure' in read) return { mistakes: [{ path: [...http.path, 'tokenFile'], ...read.failure }] };
  return { token: read.secret, mistakes: [] };
}

/** What is wanted of a file with a bearer token. */
export const tokenWanted = { what: 'token', leastBytes: 16, faultOf: tokenFault } as const;

/** RFC 6750 section 2.1: anything else cannot stand in the header. */
function tokenFault(token: string): FileFailure | undefined {
  if (/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) return undefined;
  return { found: 'a token with other characters', allowed: 'a token of A-Z, a-z, 0-9 and -._~+/, "=" at its end' };
}

export function resolveHttp({ host, port }: ParsedHttp, token: string | undefined): ResolvedHttp {
  return { host, port, ...(token === undefined ? {} : { token }) };
}
