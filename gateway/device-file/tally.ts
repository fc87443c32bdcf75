import { z } from 'zod';
import { causeClasses } from './cause-class.js';

const ms = z.number().min(0).default(0);
const count = z.int().min(0).default(0);

/**
 * What one device did in some time: sums only, so that those of days add up to those of a month. Times in ms. Scheduled
 * time is time in which the branch is open, and falls into four parts: up, down, maintenance, unknown.
 */
export const tallySchema = z.object({
  scheduled: ms,
  up: ms,
  down: ms,
  maintenance: ms,
  /** The gateway was away, the device disabled, or not heard of since the gateway's start. */
  unknown: ms,
  /** Of all time, not only of scheduled time, as the two below it. */
  allMaintenance: ms,
  flapping: ms,
  unverified: ms,
  /** Outages that took scheduled time, in the day they began to. */
  failures: count,
  /** Of these: acknowledged, with the down time until then; and mended after it, with the down time from then on. */
  acknowledged: count,
  respond: ms,
  mended: count,
  fix: ms,
  /** Of `up` and `down`, what a terminal says of its service itself; what is missing of them nobody could tell. */
  inService: ms,
  degraded: ms,
  outOfService: ms,
  /** From the first sign of trouble until the outage was sure; and of `fix` what passed until its end was. */
  detected: count,
  detect: ms,
  verified: count,
  verify: ms,
  /** Scheduled down time by what began it. */
  downBy: z.partialRecord(z.enum(causeClasses), z.number().min(0)).default({}),
  outages: z.partialRecord(z.enum(causeClasses), z.int().min(0)).default({}),
  /** By printed code. */
  raises: z.record(z.string(), z.int().min(0)).default({}),
  paperChanges: count,
});
export type Tally = z.output<typeof tallySchema>;

export const emptyTally = (): Tally => tallySchema.parse({});

/** Adds `more` to `sum`, which it changes. */
export function addTally(sum: Tally, more: Tally): void {
  for (const field of numbers) sum[field] += more[field];
  addCounts(sum.outages, more.outages);
  addCounts(sum.downBy, more.downBy);
  addCounts(sum.raises, more.raises);
}

const numbers = [
  'scheduled',
  'up',
  'down',
  'maintenance',
  'unknown',
  'allMaintenance',
  'flapping',
  'unverified',
  'failures',
  'acknowledged',
  'respond',
  'mended',
  'fix',
  'inService',
  'degraded',
  'outOfService',
  'detected',
  'detect',
  'verified',
  'verify',
  'paperChanges',
] as const;

export function addCounts(sum: Record<string, number>, more: Readonly<Record<string, number | undefined>>): void {
  for (const [name, value] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + (value ?? 0);
}

/** True when nothing is in it: no day worth a line. */
export function isEmpty(tally: Tally): boolean {
  return numbers.every((field) => tally[field] === 0) && Object.keys(tally.raises).length === 0;
}
