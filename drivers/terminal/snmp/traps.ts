import type { Clock } from '../../clock.js';
import { packageUser } from './connect.js';
import type { Credentials } from './credentials.js';
import type { TrapListener } from './trap-post.js';

/** Datagrams of one device that are looked into per second; what comes beyond is dropped unread. */
const mostPerSecond = 10;
const trapOid = '1.3.6.1.6.3.1.1.4.1.0';

export interface TrapReader {
  readonly take: TrapListener;
  close(): void;
}

/**
 * Reads the traps and informs of one device, with its own community or user: whatever else comes is as if it had not.
 * @param onTrap its OID, as a hint and no more
 */
export async function createTrapReader(
  credentials: Credentials,
  clock: Clock,
  onTrap: (oid: string) => void,
): Promise<TrapReader> {
  const snmp = await import('net-snmp');
  let hear: ((datagram: Buffer, from: unknown) => void) | undefined;
  let reply: Parameters<TrapListener>[1] = () => {};
  let second = Number.NEGATIVE_INFINITY;
  let taken = 0;
  // The package listens on what it takes for a socket; the real one is shared by many devices.
  const socket = {
    on(event: string, listener: (...args: never[]) => void) {
      if (event === 'message') hear = listener as unknown as typeof hear;
    },
    bind() {},
    close() {},
    send(
      bytes: Uint8Array,
      _offset: number,
      _length: number,
      _port: number,
      _host: string,
      done: (error: null) => void,
    ) {
      reply(bytes);
      done(null);
    },
  };
  const options = { port: 162, disableAuthorization: false, dgramModule: { createSocket: () => socket } };
  const receiver = snmp.createReceiver(options as never, (error: Error | null, notification: unknown) => {
    if (!error) onTrap(oidOf(notification));
  });
  if (credentials.version === '2c') receiver.getAuthorizer().addCommunity(credentials.community);
  else receiver.getAuthorizer().addUser(packageUser(snmp, credentials));

  return {
    take(datagram, answer) {
      const now = Math.floor(clock.monotonic() / 1_000);
      taken = now === second ? taken + 1 : 1;
      second = now;
      if (taken > mostPerSecond) return;
      reply = answer;
      try {
        hear?.(datagram, { address: '0.0.0.0', port: 0 });
      } catch {
        // Not decodable.
      } finally {
        reply = () => {};
      }
    },
    close() {
      hear = undefined;
    },
  };
}

/** snmpTrapOID of a notification; a v1 trap has none that way. */
function oidOf(notification: unknown): string {
  const { pdu } = notification as { pdu?: { varbinds?: readonly { oid: string; value?: unknown }[] } };
  const value = pdu?.varbinds?.find(({ oid }) => oid === trapOid)?.value;
  return typeof value === 'string' ? value : 'unknown';
}
