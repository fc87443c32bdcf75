import { type CommandRequestMessage, defaultLifetimeMs } from './request.js';

/**
 * Until when a request is wanted, ms since 1970: its own `expiresAt`, or what the server that sends it has left for it,
 * whichever ends first; a default where neither is said.
 */
export function expiryOf(
  { expiresAt }: Pick<CommandRequestMessage, 'expiresAt'>,
  expirySeconds: number | undefined,
  now: number,
): number {
  const said = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  const counted = expirySeconds === undefined ? Number.POSITIVE_INFINITY : now + expirySeconds * 1_000;
  const first = Math.min(said, counted);
  return first === Number.POSITIVE_INFINITY ? now + defaultLifetimeMs : first;
}

/** What a judgement by the clock is worth, as the end of a sentence. */
export function clockDoubt(clockSynced: () => boolean): string {
  return clockSynced() ? '' : ", and the gateway's clock is not synchronised";
}
