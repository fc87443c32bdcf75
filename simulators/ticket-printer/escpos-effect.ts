import type { CutKind, Printed } from './escpos-paper.js';

/** What the mechanism is to do, one after the other. */
export type Effect =
  | { readonly kind: 'print'; readonly item: Printed; readonly dots: number }
  /** Negative draws the paper back. */
  | { readonly kind: 'feed'; readonly dots: number }
  /** `at`: where, when that is not under the blade any more. */
  | { readonly kind: 'cut'; readonly cut: CutKind; readonly at?: number }
  | { readonly kind: 'reserve-cut'; readonly cut: CutKind; readonly dots: number }
  /** Tells the host something that is known beforehand. */
  | { readonly kind: 'answer'; readonly bytes: readonly number[] }
  /** Tells the host how it is when its turn comes: 1 paper, 2 drawer. */
  | { readonly kind: 'queued-status'; readonly n: number }
  /** All before it is done: the host is told by these four bytes. */
  | { readonly kind: 'process-id'; readonly id: readonly number[] }
  /** Whether going offline is told: 30 no, 31 yes, 32 with the causes. */
  | { readonly kind: 'offline-response'; readonly how: number }
  /** Tells a maintenance counter, or sets it to 0. */
  | { readonly kind: 'counter'; readonly number: number; readonly reset: boolean }
  | { readonly kind: 'automatic-status'; readonly n: number }
  /** As after power-up, and everything that waits is dropped. */
  | { readonly kind: 'reset' }
  /** Near end stops printing, or only warns; the feed button works, or does not. */
  | { readonly kind: 'panel'; readonly stopAtNearEnd?: boolean; readonly button?: boolean }
  /** The host asked for something this printer does not do. */
  | { readonly kind: 'protocol-error'; readonly what: string };

export function protocolError(what: string): Effect[] {
  return [{ kind: 'protocol-error', what }];
}
