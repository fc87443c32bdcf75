import type { Chain } from './outbox.js';

/** The files of the outbox, in bytes. */
export interface Occupancy {
  /** Each chain's files, oldest first. */
  readonly segments: Readonly<Record<Chain, readonly number[]>>;
  /** Everything that is no segment. */
  readonly otherBytes: number;
}

export interface RoomRequest {
  readonly occupancy: Occupancy;
  /** Bytes to be written. */
  readonly need: Readonly<Record<Chain, number>>;
  readonly limitBytes: number;
  /** Part of the limit that only the critical chain may use. */
  readonly reservedBytes: number;
  /** What telling of an eviction takes in the critical chain, per chain evicted from. */
  readonly gapBytes: number;
}

/** How many of the oldest files of each chain must go. */
export type Eviction = Readonly<Record<'event' | 'telemetry', number>>;

/**
 * What must be evicted so that everything fits: telemetry first, then events, oldest first, critical never
 * (DESIGN.md section 7). undefined when it does not fit even then.
 */
export function planEviction({
  occupancy,
  need,
  limitBytes,
  reservedBytes,
  gapBytes,
}: RoomRequest): Eviction | undefined {
  const { segments, otherBytes } = occupancy;
  let lower = sum(segments.event) + sum(segments.telemetry) + otherBytes + need.event + need.telemetry;
  const critical = sum(segments.critical) + need.critical;
  const evict = { event: 0, telemetry: 0 };
  for (;;) {
    const told = (Number(evict.event > 0) + Number(evict.telemetry > 0)) * gapBytes;
    if (lower + critical + told <= limitBytes && lower <= limitBytes - reservedBytes) return evict;
    const from = evict.telemetry < segments.telemetry.length ? 'telemetry' : 'event';
    const bytes = segments[from][evict[from]];
    if (bytes === undefined) return undefined;
    evict[from] += 1;
    lower -= bytes;
  }
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((total, each) => total + each, 0);
}
