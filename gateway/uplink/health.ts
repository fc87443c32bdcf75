import type { ChainStats } from './outbox/outbox.js';
import { type PerChain, perChain } from './outbox/per-chain.js';
import type { UplinkStats } from './uplink.js';

/** The uplink's figures as the `health` topic has them: ages in place of times. */
export function uplinkHealth({ outbox, ...link }: UplinkStats, now: number): Record<string, unknown> {
  const { chains, bytes, limitBytes, refused, deadLetters } = outbox;
  return {
    ...defined(link),
    outbox: { bytes, limitBytes, refused, deadLetters, chains: chainsHealth(chains, now) },
  };
}

function chainsHealth(chains: PerChain<ChainStats>, now: number): Record<string, unknown> {
  return perChain((chain) => {
    const { depth, bytes, oldestTime, evicted } = chains[chain];
    const oldestAgeSeconds = oldestTime === undefined ? undefined : Math.max(0, Math.round((now - oldestTime) / 1_000));
    return defined({ depth, bytes, oldestAgeSeconds, evicted });
  });
}

function defined(figures: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
