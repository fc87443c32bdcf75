import type { OptionFile } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { SnmpOptions } from './options.js';

/** What proves to an agent who we are. */
export type Credentials =
  | { readonly version: '2c'; readonly community: string }
  | {
      readonly version: '3';
      readonly user: string;
      readonly context: string;
      readonly auth?: {
        readonly protocol: 'md5' | 'sha' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
        readonly key: string;
      };
      readonly priv?: { readonly protocol: 'des' | 'aes' | 'aes256b' | 'aes256r'; readonly key: string };
    };

/** RFC 3414 11.2: a pass phrase has eight characters or more. */
const shortestKey = 8;

/** Reads the secrets anew, as they may have been changed. Rejects with CONFIG_UNREADABLE or CONFIG_INVALID; quotes none. */
export async function readCredentials(
  { v2c, v3 }: SnmpOptions,
  file: (file: OptionFile) => Promise<string>,
): Promise<Credentials> {
  const secret = (field: string[], name: string | undefined) => file({ field, name: name ?? '', kind: 'secret' });
  if (!v3) {
    const community = v2c?.community ?? (await secret(['v2c', 'communityFile'], v2c?.communityFile));
    return { version: '2c', community };
  }
  const key = async (field: 'authKeyFile' | 'privKeyFile') => {
    const text = await secret(['v3', field], v3[field]);
    if (text.length >= shortestKey) return text;
    const message = `v3.${field}: the pass phrase has ${text.length} characters, allowed are ${shortestKey} or more`;
    throw new GatewayError('CONFIG_INVALID', message, { field: `v3.${field}` });
  };
  const { user, context, authProtocol, privProtocol } = v3;
  return {
    version: '3',
    user,
    context,
    ...(authProtocol !== 'none' && { auth: { protocol: authProtocol, key: await key('authKeyFile') } }),
    ...(privProtocol !== 'none' && { priv: { protocol: privProtocol, key: await key('privKeyFile') } }),
  };
}
