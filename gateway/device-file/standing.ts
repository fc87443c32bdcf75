import { z } from 'zod';
import { causeClasses } from './cause-class.js';

const cause = z.enum(causeClasses);

/** How a device stands at one moment, as far as its figures need it; carried from day to day. */
export const standingSchema = z.object({
  /** The wall clock, ms since 1970; undefined before the first entry. */
  at: z.number().optional(),
  /** ms since the gateway's start; undefined while it is away. */
  up: z.number().optional(),
  operating: z.enum(['unknown', 'online', 'offline']).default('unknown'),
  /** What a terminal said last of its service; absent for devices that have none to tell. */
  service: z.string().optional(),
  /** Why it is not in service, as an alarm of one of its parts says. */
  serviceCause: cause.optional(),
  /** Scheduled time since it went out of service or nobody could tell, ms, until an alarm says so. */
  ailing: z.number().optional(),
  /** What the loss of contact is put down to. */
  contactCause: cause.optional(),
  disabled: z.boolean().default(false),
  /** What keeps it quiet by agreement: maintenance, exchange, vendor-mode. */
  quiet: z.array(z.string()).default([]),
  /** Raised alarms that take its service away, with their cause, and whether somebody took them over. */
  raised: z.record(z.string(), z.object({ cause, acked: z.boolean() })).default({}),
  flapping: z.array(z.string()).default([]),
  unverified: z.boolean().default(false),
  /** The outage that is not over yet. */
  outage: z
    .object({
      cause,
      /** No alarm has said yet what it is. */
      guessed: z.boolean().optional(),
      /** Scheduled down time so far, ms; undefined until it took any, and then it counts as a failure. */
      ms: z.number().optional(),
      /** `ms` when it was taken over. */
      ackedAt: z.number().optional(),
      /** `ms` when the terminal was in service again, though the alarm still stood. */
      servingAt: z.number().optional(),
    })
    .optional(),
});
export type Standing = z.output<typeof standingSchema>;

export const noStanding = (): Standing => standingSchema.parse({});

export type Phase = 'up' | 'down' | 'maintenance' | 'unknown';

/** What the time that passes now is: a gateway that is away knows nothing, and agreed work is nobody's outage. */
export function phaseOf(standing: Standing): Phase {
  if (standing.up === undefined) return 'unknown';
  if (standing.quiet.length > 0 || standing.service === 'maintenance') return 'maintenance';
  if (standing.disabled || standing.operating === 'unknown') return 'unknown';
  // Of a terminal made of parts one may still be heard, e.g. its UPS, while what speaks for it is lost.
  const isLost = standing.service === 'unknown' && standing.serviceCause !== undefined;
  const isDown = standing.operating === 'offline' || standing.service === 'out-of-service' || isLost;
  return isDown || Object.keys(standing.raised).length > 0 ? 'down' : 'up';
}
