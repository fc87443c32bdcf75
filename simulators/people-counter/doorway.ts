import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';

export interface Counts {
  readonly in: number;
  readonly out: number;
}
export type Direction = keyof Counts;

/** What truly happened at a counter's door; no fault of the counter and no loss of its memory changes it. */
export interface Truth {
  /** People who went through. */
  readonly passed: Counts;
  /** Those of them the counter has counted, whatever it has forgotten since. */
  readonly counted: Counts;
}

export interface Doorway {
  truth(): Truth;
  /** `walk-in` and `walk-out`, each with how many people go one after the other. */
  readonly actions: Readonly<Record<'walk-in' | 'walk-out', Action>>;
}

/**
 * The door that a counter watches, and the book of who went through it.
 * @param count one person passes; tells whether the counter has counted them
 */
export function createDoorway(count: (direction: Direction) => boolean): Doorway {
  const passed = { in: 0, out: 0 };
  const counted = { in: 0, out: 0 };
  const walk = (direction: Direction) =>
    action({ count: z.int().min(1).max(100_000).default(1) }, ({ count: people }) => {
      for (let person = 0; person < people; person++) {
        passed[direction] += 1;
        if (count(direction)) counted[direction] += 1;
      }
    });
  return {
    truth: () => ({ passed: { ...passed }, counted: { ...counted } }),
    actions: { 'walk-in': walk('in'), 'walk-out': walk('out') },
  };
}
