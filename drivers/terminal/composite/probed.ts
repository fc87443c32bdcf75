import { terminalServices } from '../contract.js';
import type { Source } from './source.js';

/**
 * A source as a probe has just found it: its word and its reach are those of now, its modules those of its last poll. One
 * whose probe failed is not heard; one that was not probed stays as it is.
 */
export function probedSource(source: Source, found: Readonly<Record<string, unknown>> | undefined): Source {
  if (!found) return source;
  if (found['error'] !== undefined) {
    return { ...source, contact: 'none', silence: 'did not answer the probe', reachable: false };
  }
  const { service, reachable } = found;
  return {
    ...source,
    service: terminalServices.find((each) => each === service) ?? source.service,
    reachable: typeof reachable === 'boolean' ? reachable : source.reachable,
    ...(reachable === false ? { contact: 'none' as const, silence: 'did not answer the probe' } : {}),
  };
}
