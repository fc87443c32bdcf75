import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { GatewayError } from '../../error.js';
import type { Credentials } from './credentials.js';
import { type AskingSession, guardSession } from './guard.js';
import { guardedSockets } from './socket.js';

/** Longer than any patience of ours, which runs on the clock of the gateway; the package's own never ends a question. */
const neverMs = 0x7fff_ffff;

/** The IP address of a host; rejects with TRANSPORT_OPEN_FAILED. */
export async function addressOf(host: string): Promise<string> {
  if (isIP(host) !== 0) return host;
  try {
    // Of both families the older: agents that hear IPv6 too are few.
    return (await lookup(host, { verbatim: false })).address;
  } catch (error) {
    throw new GatewayError('TRANSPORT_OPEN_FAILED', `the name ${host} is not found: ${String(error)}`, {
      cause: error,
    });
  }
}

/** One session with its own socket; the package is loaded by whoever needs it first. */
export async function openSession(
  place: { readonly address: string; readonly port: number },
  credentials: Credentials,
): Promise<AskingSession> {
  const snmp = await import('net-snmp');
  const { address, port } = place;
  const authenticated = credentials.version === '3' && credentials.auth !== undefined;
  const options = {
    port,
    transport: isIP(address) === 6 ? ('udp6' as const) : ('udp4' as const),
    timeout: neverMs,
    retries: 0,
    dgramModule: guardedSockets({ address, authenticated }),
  };
  if (credentials.version === '2c') {
    return guardSession(snmp.Session.create(address, credentials.community, { ...options, version: snmp.Version2c }));
  }
  const user = packageUser(snmp, credentials);
  return guardSession(
    snmp.Session.createV3(address, user, { ...options, version: snmp.Version3, context: credentials.context }),
  );
}

/** The package's idea of a user. */
export function packageUser(snmp: typeof import('net-snmp'), { user, auth, priv }: Credentials & { version: '3' }) {
  const level = priv ? 'authPriv' : auth ? 'authNoPriv' : 'noAuthNoPriv';
  return {
    name: user,
    level: snmp.SecurityLevel[level],
    ...(auth && { authProtocol: snmp.AuthProtocols[auth.protocol], authKey: auth.key }),
    ...(priv && { privProtocol: snmp.PrivProtocols[priv.protocol], privKey: priv.key }),
  };
}
