import type { Timer } from '../../drivers/index.js';
import type { Presence } from './topology.js';

/** What is known of a device as one that others hang on, and that hangs on others. Times are monotonic ms. */
export interface Standing {
  presence: Presence;
  /** Of the first failure since it was last heard. */
  failingSince: number | undefined;
  /** Of the first failure of the loss it is in; -Infinity when that was before the start. */
  failedAt: number;
  heardAt: number;
  /** When it was last asked for the sake of one that hangs on it. */
  askedAt: number;
  /** Nodes that explain its loss. */
  explainedBy: readonly string[];
  /** Until its parents are known. */
  waiting: Timer | undefined;
  /** After what explained its loss is over: `due` when the next failure decides. */
  comeBack: { readonly timer: Timer; due: boolean } | undefined;
}

export function newStanding(): Standing {
  return {
    presence: 'unknown',
    failingSince: undefined,
    failedAt: Number.NEGATIVE_INFINITY,
    heardAt: Number.NEGATIVE_INFINITY,
    askedAt: Number.NEGATIVE_INFINITY,
    explainedBy: [],
    waiting: undefined,
    comeBack: undefined,
  };
}

/** It waits for nobody any more. */
export function endTimers(standing: Standing): void {
  standing.waiting?.cancel();
  standing.waiting = undefined;
  standing.comeBack?.timer.cancel();
  standing.comeBack = undefined;
}
