import { hasCardNumber } from './mask.js';

/** Fields that say which one, and what somebody reads by a machine: altered they would be useless. */
const names = new Set([
  ...['id', 'qr', 'digest', 'configDigest', 'cursor', 'topic', 'qualifier', 'correlation'],
  ...['alarm-type-qualifier', 'resource', 'alt-resource', 'impacted-resource', 'root-cause-resource', 'related-alarm'],
]);

export function isIdentifierName(name: string | undefined): boolean {
  return name !== undefined && (names.has(name) || /(?:Id|Ids|[-_]id)$/.test(name));
}

/** Path of the first identifier in a value that has a card number in it, e.g. `ticketId`; undefined when there is none. */
export function identifierWithCardNumber(value: unknown, path = '', name?: string): string | undefined {
  if (typeof value === 'string') return isIdentifierName(name) && hasCardNumber(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const below = path === '' ? key : `${path}.${key}`;
    const found = identifierWithCardNumber(inner, below, Array.isArray(value) ? name : key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is said of one, without it. */
export const identifierRefusal = 'looks like a card number, which this gateway neither keeps nor tells';
export const identifierAllowed = 'an identifier without the number of a card';
