import type { CountingDay } from './day.js';
import type { CounterMemory, Today } from './memory.js';
import type { Counts, CountsView, JudgedDay, Quality, Why } from './model.js';

const dayMs = 86_400_000;

/** How sure counts are. */
export interface Grade {
  readonly quality: Quality;
  readonly why?: Why | undefined;
}

/** Whether another counting day has begun. A clock that is set back a little does not bring yesterday back. */
export function hasTurned({ from }: Today, { from: begun }: CountingDay, now: number): boolean {
  return begun > from || now < from - dayMs;
}

export function beginDay({ day, from }: CountingDay, start: Counts, grade: Grade = { quality: 'good' }): Today {
  return { day, from, start, lowest: 0, ...grade };
}

/** The day after an interval; `late` counts are of an earlier day and stay out of this one. */
export function onWith(today: Today, total: Counts, delta: Counts, grade: Grade, late: boolean): Today {
  const start = late ? { in: today.start.in + delta.in, out: today.start.out + delta.out } : today.start;
  const net = total.in - start.in - (total.out - start.out);
  return { ...today, start, lowest: Math.min(today.lowest, net), ...worse(today, grade) };
}

/** What the day has counted so far. */
export function countsOf({ day, start }: Today, total: Counts): JudgedDay {
  return { day, in: total.in - start.in, out: total.out - start.out };
}

/** People inside: where more left than were seen to come, the difference was inside before. */
export function peopleInside(today: Today, total: Counts): number {
  const { in: entered, out: left } = countsOf(today, total);
  return entered - left - today.lowest;
}

/** The counts as state and command results show them. */
export function viewOf({ total, device }: CounterMemory, today: Today): CountsView {
  return {
    ...total,
    inside: peopleInside(today, total),
    today: countsOf(today, total),
    ...(device ? { deviceIn: device.in, deviceOut: device.out } : {}),
  };
}

const sureness: readonly Quality[] = ['uncertain', 'restart', 'first', 'good'];

/** The less sure of two; the first where they are alike. */
function worse(a: Grade, b: Grade): Grade {
  const { quality, why } = sureness.indexOf(b.quality) < sureness.indexOf(a.quality) ? b : a;
  return { quality, why };
}
