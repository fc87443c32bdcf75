import type { Chain } from '../outbox/outbox.js';

/**
 * Whose turn it is among the chains of a backlog: of eight messages five are critical, two events and one telemetry as
 * long as all have some (messaging.md 4.2: a guaranteed share, so that nothing starves).
 */
const turns: readonly Chain[] = [
  'critical',
  'event',
  'critical',
  'critical',
  'telemetry',
  'critical',
  'event',
  'critical',
];
const order: readonly Chain[] = ['critical', 'event', 'telemetry'];

/** Gives the next message: of the chain whose turn it is, or of the most important one that has any. */
export function createTurns<T>(take: (chain: Chain) => T | undefined): () => T | undefined {
  let turn = 0;
  return () => {
    const favoured = turns[turn % turns.length] ?? 'critical';
    turn += 1;
    const first = take(favoured);
    if (first !== undefined) return first;
    for (const chain of order) {
      const next = chain === favoured ? undefined : take(chain);
      if (next !== undefined) return next;
    }
    return undefined;
  };
}
