import { z } from 'zod';
import type { AlarmKey } from './key.js';
import { shelfMark } from './record.js';

/** Longest a shelf may stand, and how long it does when nobody says, minutes (terminal-health.md 6.3 rule 6). */
export const mostShelfMinutes = 7 * 24 * 60;
export const usualShelfMinutes = 8 * 60;

/** Which alarms it takes: all that fit every field it has. */
export interface ShelfFilter {
  readonly deviceId?: string | undefined;
  readonly alarmType?: string | undefined;
  readonly qualifier?: string | undefined;
}

/** A shelf as it is on disk, by name. */
export const shelfSchema = z.strictObject({
  name: z.string(),
  operator: z.string(),
  reason: z.string(),
  deviceId: z.string().optional(),
  alarmType: z.string().optional(),
  qualifier: z.string().optional(),
  created: z.iso.datetime(),
  until: z.iso.datetime(),
  /** From `created` to `until` by no clock; a restart never makes it longer. */
  lengthMs: z.number().int().min(1),
});
export type Shelf = z.infer<typeof shelfSchema>;

export function covers(filter: ShelfFilter, { deviceId, type, qualifier }: AlarmKey): boolean {
  return (
    (filter.deviceId ?? deviceId) === deviceId &&
    (filter.alarmType ?? type) === type &&
    (filter.qualifier ?? qualifier) === qualifier
  );
}

/** What `x-suppressed-by` says of an alarm on it. */
export function markOf({ name }: Pick<Shelf, 'name'>): string {
  return `${shelfMark}${name}`;
}

/** ms it still stands after a restart, by the wall clock; at most its own length, for the clock may have been set back. */
export function remainingMs({ until, lengthMs }: Shelf, now: number): number {
  return Math.min(Math.max(0, Date.parse(until) - now), lengthMs);
}
