import { createInstantMedium } from './medium-instant.js';
import { createTimedMedium } from './medium-timed.js';
import type { Clock } from './simulator.js';

/** A wire that all talk on: whoever talks into another's words spoils both. */
export interface Medium {
  readonly counts: MediumCounts;
  hostSays(bytes: Uint8Array): void;
  /** One more member's place. */
  join(): Talker;
  /** Forgets what is under way. */
  clear(): void;
}

export interface MediumCounts {
  /** How often members talked at the same time, however many. */
  readonly collisions: number;
  /** How often a host and a member did; 0 where bytes take no time. */
  readonly hostCollisions: number;
}

export interface Talker {
  say(bytes: Uint8Array): void;
  /** Stops in the middle of a word. */
  cut(): void;
}

export interface MediumSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly toMembers: (bytes: Uint8Array) => void;
  readonly toHosts: (bytes: Uint8Array) => void;
}

/** @param baud bits per second; absent = bytes take no time. */
export function createMedium(surroundings: MediumSurroundings, baud: number | undefined): Medium {
  return baud === undefined ? createInstantMedium(surroundings) : createTimedMedium(surroundings, baud);
}
