import type { Site } from '../messages/topics.js';
import type { Chain } from '../uplink/outbox/outbox.js';
import type { SessionSettings } from '../uplink/session/connection.js';
import { hostAndPort } from './link-text.js';
import type { ParsedUplink } from './uplink-schema.js';
import type { UplinkSecrets } from './uplink-secrets.js';
import { parseUplinkUrl } from './uplink-url.js';

/** Local publishes that belong to the centre. */
export interface Forward {
  /** MQTT topic filter; never below the gateway's own root. */
  readonly filter: string;
  readonly chain: Chain;
}

export interface OutboxSettings {
  readonly maxBytes: number;
  /** Part of `maxBytes` that only the critical chain may use. */
  readonly reservedBytes: number;
  /** ms */
  readonly maxAgeMs: number;
  /** Free bytes the disk must keep; 0 = not looked at. */
  readonly diskFloorBytes: number;
  readonly lingerMs: { readonly event: number; readonly telemetry: number };
}

/** The uplink ready for use. Password and key are never logged, published or part of the digest. */
export interface ResolvedUplink extends SessionSettings {
  /** Most messages sent and not yet acknowledged, 1 to 65535. */
  readonly maxInFlight: number;
  /** In the order of the file; the first filter that fits decides the chain. */
  readonly forward: readonly Forward[];
  readonly outbox: OutboxSettings;
}

const bytesPerMegabyte = 1_048_576;
const msPerDay = 86_400_000;

/** Defaults that depend on the site, bytes and ms for megabytes and days, file contents for file names. */
export function resolveUplink(
  { url, clientId, username, outbox, ...uplink }: ParsedUplink,
  { password, tls }: UplinkSecrets,
  { branchId, gatewayId }: Site,
): ResolvedUplink {
  const { protocolVersion, keepaliveSeconds, sessionExpirySeconds, maxInFlight, forward } = uplink;
  const maxBytes = outbox.maxMegabytes * bytesPerMegabyte;
  return {
    url: withPort(url),
    protocolVersion,
    clientId: clientId ?? `${branchId}-${gatewayId}`,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    keepaliveSeconds,
    sessionExpirySeconds,
    maxInFlight,
    forward,
    outbox: {
      maxBytes,
      reservedBytes: Math.floor((maxBytes * outbox.reservedPercent) / 100),
      maxAgeMs: outbox.maxAgeDays * msPerDay,
      diskFloorBytes: outbox.diskFloorMegabytes * bytesPerMegabyte,
      lingerMs: outbox.lingerMs,
    },
  };
}

function withPort(url: string): string {
  const address = parseUplinkUrl(url);
  if (!address) return url;
  const { secure, host, port } = address;
  return `${secure ? 'mqtts' : 'mqtt'}://${hostAndPort(host, port)}`;
}
