import { GatewayError } from '../../error.js';
import { isObject, objectAt } from './json.js';

/** All that this driver ever sends (terminal-health.md 1.7). None of them moves money, cards or keys, or changes a device. */
export const allowedCommands = [
  'ServicePublisher.GetServices',
  'Common.Status',
  'Common.Capabilities',
  'Common.SetVersions',
  'Storage.GetStorage',
  'Auxiliaries.Register',
] as const;
export type AllowedCommand = (typeof allowedCommands)[number];

/**
 * Stands right in front of the socket and looks at what would leave, not at what somebody meant to send. Throws
 * PROTOCOL_REJECTED for anything but a command of the list. The text must be as JSON.stringify writes it: then no second
 * `name` hides in it that the other side would read instead.
 */
export function checkOutgoing(text: string): string {
  const message = parsed(text);
  const header = objectAt(message, 'header');
  const isAllowed = header['type'] === 'command' && allowedCommands.some((name) => name === header['name']);
  if (!isAllowed || JSON.stringify(message) !== text) {
    const name = typeof header['name'] === 'string' ? header['name'].slice(0, 80) : 'no name';
    throw new GatewayError(
      'PROTOCOL_REJECTED',
      `refused to send "${name}"; this driver sends commands only, and only ${allowedCommands.join(', ')}`,
    );
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
