import type { Chain } from './outbox.js';

export type PerChain<T> = Readonly<Record<Chain, T>>;

export function perChain<T>(make: (chain: Chain) => T): Record<Chain, T> {
  return { critical: make('critical'), event: make('event'), telemetry: make('telemetry') };
}
