import { z } from 'zod';
import type { Clock } from '../../drivers/index.js';
import { type Escalation, reasons, type Told } from './escalation.js';
import { type Seat, steps } from './roster.js';

const seat = z.strictObject({ step: z.enum(steps), person: z.string().optional() });
const told = seat.extend({ at: z.iso.datetime() });

/** An escalation on disk; its times are by the wall clock, for there is no other over a restart. */
export const storedEscalationSchema = z.strictObject({
  phase: z.enum(['running', 'hidden', 'over']),
  told: z.array(told),
  overdue: z.array(told),
  earlier: z.array(seat),
  owed: z.array(seat.extend({ reason: z.enum(reasons) })),
});
export type StoredEscalation = z.infer<typeof storedEscalationSchema>;

export function stored({ phase, told, overdue, earlier, owed }: Escalation, clock: Clock): StoredEscalation {
  const written = ({ step, person, at }: Told) => ({ ...seatOf(step, person), at: wallTime(at, clock) });
  return {
    phase,
    told: told.map(written),
    overdue: overdue.map(written),
    earlier: earlier.map(({ step, person }) => seatOf(step, person)),
    owed: owed.map(({ step, person, reason }) => ({ ...seatOf(step, person), reason })),
  };
}

/**
 * A wall clock that was set meanwhile cannot do much: in the future counts as now, and of what is long past only the next
 * step is due, as every wait begins when somebody is told.
 */
export function restored({ phase, told, overdue, earlier, owed }: StoredEscalation, clock: Clock): Escalation {
  const read = ({ step, person, at }: StoredEscalation['told'][number]): Told => {
    const age = Math.max(0, clock.now() - Date.parse(at));
    return { ...seatOf(step, person), at: clock.monotonic() - age };
  };
  return {
    phase,
    told: told.map(read),
    overdue: overdue.map(read),
    earlier: earlier.map(({ step, person }) => seatOf(step, person)),
    owed: owed.map(({ step, person, reason }) => ({ ...seatOf(step, person), reason })),
  };
}

/** What the wall shows, or showed, at a moment of the monotonic clock; RFC 3339. */
export function wallTime(monotonic: number, clock: Clock): string {
  return new Date(Math.round(clock.now() - clock.monotonic() + monotonic)).toISOString();
}

function seatOf(step: Seat['step'], person: string | undefined): Seat {
  return person === undefined ? { step } : { step, person };
}
