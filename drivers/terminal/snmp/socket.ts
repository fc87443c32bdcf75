import { createSocket, type RemoteInfo } from 'node:dgram';
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
    /** What the package uses of a socket. */
    createSocket(type: 'udp4' | 'udp6') {
      const socket = createSocket(type);
      return {
        on(event: string, listener: (...args: never[]) => void) {
          const hear = listener as unknown as (bytes: Buffer, from: RemoteInfo) => void;
          if (event !== 'message') socket.on(event, listener as () => void);
          else socket.on('message', (bytes, from) => isHeard(bytes, from) && quietly(() => hear(bytes, from)));
        },
        send(...args: Parameters<Send>) {
          const outline = outlineOf(args[0]);
          if (!outline || (outline.pdu !== undefined && !allowed.has(outline.pdu))) {
            throw new GatewayError('PROTOCOL_UNSUPPORTED', 'only questions are ever sent to an SNMP agent');
          }
          socket.send(...args);
        },
        ref: () => socket.ref(),
        unref: () => socket.unref(),
        close: () => socket.close(),
      };
    },
  };
}

type Send = (
  bytes: Uint8Array,
  offset: number,
  length: number,
  port: number,
  address: string,
  done: (error: Error | null, bytes: number) => void,
) => void;

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
