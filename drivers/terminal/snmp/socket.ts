import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { GatewayError } from '../../error.js';
import { outlineOf, pduTags } from './message.js';

/** What may leave where it can be seen from outside; what is encrypted passes `guardSession` before. */
const allowed: ReadonlySet<number> = new Set([pduTags.get, pduTags.getNext, pduTags.getBulk]);

export interface SocketRules {
  /** Whose datagrams are heard. */
  readonly address: string;
  /** Answers must be authenticated as the questions are; only a report may be plain (RFC 3414 3.2). */
  readonly authenticated: boolean;
}

/**
 * Sockets for the package: a datagram of anybody else, of a lesser security than asked for, or one that makes its decoder
 * throw is as if it had not come; and nothing leaves that is no question.
 */
export function guardedSockets({ address, authenticated }: SocketRules) {
  const isHeard = (bytes: Uint8Array, from: RemoteInfo) => {
    if (plain(from.address) !== plain(address)) return false;
    const outline = outlineOf(bytes);
    return outline !== undefined && (!authenticated || outline.authenticated || outline.pdu === pduTags.report);
  };
  return {
    createSocket(type: 'udp4' | 'udp6'): Socket {
      const socket = createSocket(type);
      const on = socket.on.bind(socket) as (event: string, listener: (...args: never[]) => void) => Socket;
      const send = socket.send.bind(socket) as (...args: unknown[]) => void;
      return Object.assign(socket, {
        on(event: string, listener: (...args: never[]) => void) {
          if (event !== 'message') return on(event, listener);
          const hear = listener as unknown as (bytes: Buffer, from: RemoteInfo) => void;
          return on('message', (bytes: Buffer, from: RemoteInfo) => {
            if (isHeard(bytes, from)) quietly(() => hear(bytes, from));
          });
        },
        send(bytes: Uint8Array, ...rest: unknown[]) {
          const outline = outlineOf(bytes);
          if (!outline || (outline.pdu !== undefined && !allowed.has(outline.pdu))) {
            throw new GatewayError('PROTOCOL_UNSUPPORTED', 'only questions are ever sent to an SNMP agent');
          }
          send(bytes, ...rest);
        },
      });
    },
  };
}

function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // Not decodable: the question it may have answered runs into its time-out.
  }
}

/** Without the zone of a link-local address. */
function plain(address: string): string {
  return address.split('%')[0] ?? address;
}
