import { createHash } from 'node:crypto';
import type { ResolvedConfig } from './schema.js';

/**
 * First 12 hex digits of the SHA-256 of what the configuration means: defaults filled in, keys sorted, comments and
 * layout without effect. Passwords are not part of it, user names are.
 */
export function configDigest(config: ResolvedConfig): string {
  const { accounts, ...broker } = config.broker;
  const plain = {
    ...config,
    broker: { ...broker, users: accounts.map(({ name }) => name) },
    devices: config.devices.map((device) => ({ ...device, driver: device.driver.name })),
  };
  return createHash('sha256')
    .update(JSON.stringify(sorted(plain)))
    .digest('hex')
    .slice(0, 12);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
