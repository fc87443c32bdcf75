import type { Clock } from '../../clock.js';
import { GatewayError } from '../../error.js';
import { type Checksum, hostAddress, parseFrame } from './frame.js';

/**
 * Every header the gateway may ever send, none of them with data (terminal-health.md 5.1, rule a). Anything else could
 * reset a device, pay out, or, as the poll for credit does, switch the intake of money on that nobody credits.
 */
export const allowedHeaders = {
  simplePoll: 254,
  manufacturer: 246,
  category: 245,
  product: 244,
  serialNumber: 242,
  software: 241,
  build: 192,
  pollingPriority: 249,
  revision: 4,
  selfCheck: 232,
} as const;
export type AllowedHeader = (typeof allowedHeaders)[keyof typeof allowedHeaders];

/** A self-check moves motors: no more often than this per device, ms. */
export const selfCheckRestMs = 30_000;

export interface GuardOptions {
  readonly mode: 'own-bus' | 'tap';
  readonly checksum: Checksum;
  /** Whom we may talk to. */
  readonly addresses: readonly number[];
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Hands bytes to the wire. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

export interface Guard {
  /** Rejects with PROTOCOL_UNSUPPORTED, and nothing leaves, when these bytes are not one message of the list. */
  write(bytes: Uint8Array): Promise<void>;
  /** Whether a self-check of this device may go out now. */
  selfCheckDue(address: number): boolean;
}

/**
 * The last thing in front of the wire. It looks at the bytes themselves and not at who made them. When it begins, the
 * session before may have sent a self-check a moment ago, so the first one waits as well.
 */
export function createGuard({ mode, checksum, addresses, clock, write }: GuardOptions): Guard {
  const allowed: ReadonlySet<number> = new Set(Object.values(allowedHeaders));
  const begunAt = clock.monotonic();
  const selfChecks = new Map<number, number>();
  const selfCheckDue = (address: number) => clock.monotonic() - (selfChecks.get(address) ?? begunAt) >= selfCheckRestMs;

  const objection = (bytes: Uint8Array): string | undefined => {
    if (mode === 'tap') return 'a tap only listens';
    const frame = parseFrame(bytes, checksum);
    if (!frame) return 'it is not one whole message';
    const { destination, source, header, data } = frame;
    if (!addresses.includes(destination)) return `address ${destination} is not one of ours`;
    if (source !== undefined && source !== hostAddress) return `source ${source} is not the host`;
    if (!allowed.has(header) || data.length > 0)
      return `header ${header} with ${data.length} data bytes is not allowed`;
    if (header === allowedHeaders.selfCheck && !selfCheckDue(destination)) return 'the last self-check is not 30 s ago';
    return undefined;
  };

  return {
    selfCheckDue,
    async write(bytes) {
      const why = objection(bytes);
      if (why !== undefined) throw new GatewayError('PROTOCOL_UNSUPPORTED', `refused in front of the wire: ${why}`);
      if (bytes[3] === allowedHeaders.selfCheck) selfChecks.set(bytes[0] as number, clock.monotonic());
      await write(bytes);
    },
  };
}
