import { createHash } from 'node:crypto';
import type { ResolvedConfig } from './schema.js';
import type { ResolvedUplink } from './uplink.js';

/**
 * First 12 hex digits of the SHA-256 of what the configuration means: defaults filled in, keys sorted, comments and
 * layout without effect. Passwords, secrets, tokens, keys and certificates are not part of it; user names are, and which TLS files are
 * named.
 */
export function configDigest(config: ResolvedConfig): string {
  const { accounts, ...broker } = config.broker;
  const plain = {
    ...config,
    broker: { ...broker, users: accounts.map(({ name }) => name) },
    ...(config.uplink === undefined ? {} : { uplink: withoutSecrets(config.uplink) }),
    ...(config.webhooks === undefined
      ? {}
      : {
          webhooks: config.webhooks.map(({ secret: _, ca, ...webhook }) => ({ ...webhook, ownCa: ca !== undefined })),
        }),
    ...(config.http === undefined ? {} : { http: { ...config.http, token: config.http.token !== undefined } }),
    devices: config.devices.map((device) => ({ ...device, driver: device.driver.name })),
  };
  return createHash('sha256')
    .update(JSON.stringify(sorted(plain)))
    .digest('hex')
    .slice(0, 12);
}

function withoutSecrets({ password: _, tls, ...uplink }: ResolvedUplink): unknown {
  return { ...uplink, tls: Object.keys(tls ?? {}).sort() };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
