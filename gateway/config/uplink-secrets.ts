import { resolve } from 'node:path';
import type { Mistake } from '../validation/mistake.js';
import type { UplinkOutline } from './outline.js';
import { type FileFailure, readBytes } from './read-text.js';
import { readPassword, type SecretOptions } from './secrets.js';
import { authorityFault, certificateFault, keyFault } from './tls-faults.js';

/** PEM texts. */
interface TlsTexts {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What the files that `uplink` names hold. */
export interface UplinkSecrets {
  readonly password?: string | undefined;
  readonly tls?: TlsTexts | undefined;
}

export interface UplinkSecretOptions extends SecretOptions {
  /** ms since 1970 at which certificates must be valid; undefined = their dates are not looked at. */
  readonly now: number | undefined;
}

/** The authorities of a whole system are some 250 KB. */
const maxPemBytes = 1_048_576;

/** Reads the uplink's password and TLS files. No mistake ever quotes what a file holds. */
export async function readUplinkSecrets(
  uplink: UplinkOutline | undefined,
  options: UplinkSecretOptions,
): Promise<{ readonly secrets: UplinkSecrets; readonly mistakes: readonly Mistake[] }> {
  if (!uplink) return { secrets: {}, mistakes: [] };
  const { path, fields } = uplink;
  const password = fields.passwordFile === undefined ? undefined : await readPassword(fields.passwordFile, options);
  const { tls, mistakes } = await readTls(uplink, options);
  if (password && 'failure' in password) {
    return { secrets: { tls }, mistakes: [{ path: [...path, 'passwordFile'], ...password.failure }, ...mistakes] };
  }
  return { secrets: { password: password?.password, tls }, mistakes };
}

async function readTls(
  { tls: { path, fields } }: UplinkOutline,
  { directory, readFile, now }: UplinkSecretOptions,
): Promise<{ readonly tls: TlsTexts | undefined; readonly mistakes: Mistake[] }> {
  const mistakes: Mistake[] = [];
  const read = async (name: keyof typeof fields, faultOf: (pem: string) => FileFailure | undefined) => {
    const file = fields[name];
    if (file === undefined) return undefined;
    const place = resolve(directory, file);
    const content = await readBytes(place, maxPemBytes, readFile);
    // PEM is ASCII: what else a file may hold, in any encoding, is only looked through.
    const pem = 'bytes' in content ? new TextDecoder().decode(content.bytes) : undefined;
    const failure = 'failure' in content ? content.failure : faultOf(pem ?? '');
    if (failure) mistakes.push({ path: [...path, name], ...failure, found: `${failure.found} (${place})` });
    return failure ? undefined : pem;
  };
  const ca = await read('caFile', (pem) => authorityFault(pem, now));
  const cert = await read('certFile', (pem) => certificateFault(pem, now));
  const key = await read('keyFile', (pem) => keyFault(pem, cert));
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  return { tls: Object.keys(tls).length > 0 ? tls : undefined, mistakes };
}
