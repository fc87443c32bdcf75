import type { GatewayError } from '../../../drivers/index.js';

/** The first attempt after a loss comes within this, ms. */
const firstWithinMs = 250;
/** Share of an outage that waiting may add to it. */
const addedShare = 0.1;
const mostMs = 60_000;
/** Where only people can mend it, ms. */
const refusedLeastMs = 10_000;

export interface Outage {
  /** ms since contact was lost, or since the start. */
  readonly lastsMs: number;
  /** Attempts in a row that were refused by the server itself. */
  readonly refusals: number;
}

/**
 * How long to wait before the next attempt, ms. Full jitter, so that a hundred branches do not come back in step; the
 * cap grows with the outage, so that waiting adds a tenth to it at most (messaging.md 4.2).
 */
export function retryDelayMs({ lastsMs, refusals }: Outage, random: () => number): number {
  if (refusals > 0) {
    const cap = Math.min(mostMs, refusedLeastMs * 2 ** Math.min(refusals, 10));
    return refusedLeastMs + random() * (cap - refusedLeastMs);
  }
  return random() * Math.min(mostMs, Math.max(firstWithinMs, lastsMs * addedShare));
}

/** True for what does not mend itself: the server was there and said no. */
export function isRefusal(error: GatewayError): boolean {
  return error.code === 'UPLINK_REFUSED' || error.code === 'UPLINK_TAKEN_OVER';
}
