import type { CounterNature, Counts, Quality, TotalsReading, Why } from './model.js';

/** Passages that are always believed, however little time there was for them. */
export const alwaysBelieved = 50;
/** ms after which it is no longer plain whether a counter near its end has rolled over or restarted. */
const sharpMs = 600_000;

export interface AccountRule extends CounterNature {
  /** People per second and direction that can pass at the most. */
  readonly mostPerSecond: number;
  /** ms since the reading before. */
  readonly elapsedMs: number;
  /** The time is by the wall clock, which may have been set meanwhile. */
  readonly byWallClock: boolean;
}

export interface Account {
  /** Passages since the reading before. */
  readonly delta: Counts;
  readonly quality: Quality;
  readonly why?: Why;
}

/** How one of the two totals has gone on. */
type Course = 'on' | 'rolled' | 'zero' | 'fell' | 'jumped';

const none: Counts = { in: 0, out: 0 };

/**
 * Accounts one reading of a counter's own totals (led-boards-counters-hid.md 5.1, 5.2: a decrease is a restart, not negative
 * traffic). A counter restarts as a whole: when one of its totals has begun again, both have, if what the other shows can
 * have been counted since. What it counted between the last reading and its restart is gone; a restart after which both
 * totals have already grown past the last reading cannot be seen but by its uptime.
 */
export function account(last: TotalsReading | undefined, reading: TotalsReading, rule: AccountRule): Account {
  if (!last) return { delta: none, quality: 'first' };
  const restart = restartByUptime(last, reading, rule);
  if (restart !== 'none') {
    if (rule.afterPowerCut === 'zero' && both(reading, most(rule, Number(reading.uptimeSeconds) * 1_000))) {
      return begunAgain(reading, restart);
    }
  }
  const limit = most(rule, rule.elapsedMs);
  const courses = { in: courseOf(last.in, reading.in, rule, limit), out: courseOf(last.out, reading.out, rule, limit) };
  const seen = new Set<Course>([courses.in, courses.out]);
  if (seen.has('zero') && both(reading, limit)) return begunAgain(reading, 'certain');
  const delta = {
    in: passagesOf(courses.in, last.in, reading.in, rule),
    out: passagesOf(courses.out, last.out, reading.out, rule),
  };
  if (seen.has('fell')) return { delta, quality: 'uncertain', why: 'fell' };
  if (seen.has('jumped')) return { delta, quality: 'uncertain', why: 'jumped' };
  if (seen.has('rolled') && rule.elapsedMs > sharpMs && both(reading, limit)) {
    return { delta, quality: 'uncertain', why: 'roll-over-or-restart' };
  }
  return { delta, quality: seen.has('zero') || restart === 'certain' ? 'restart' : 'good' };
}

function most({ mostPerSecond }: AccountRule, ms: number): number {
  return alwaysBelieved + (mostPerSecond * ms) / 1_000;
}

function both({ in: entered, out: left }: Counts, limit: number): boolean {
  return entered <= limit && left <= limit;
}

function begunAgain({ in: entered, out: left }: Counts, how: 'certain' | 'by-clock'): Account {
  const delta = { in: entered, out: left };
  return how === 'certain' ? { delta, quality: 'restart' } : { delta, quality: 'uncertain', why: 'restart-by-clock' };
}

/** An uptime that fell, or that is too short for the time since the last reading. */
function restartByUptime(last: TotalsReading, reading: TotalsReading, rule: AccountRule) {
  if (last.uptimeSeconds === undefined || reading.uptimeSeconds === undefined) return 'none';
  if (reading.uptimeSeconds < last.uptimeSeconds) return 'certain';
  const elapsed = rule.elapsedMs / 1_000;
  // The clock of a cheap unit is not exact.
  const missing = last.uptimeSeconds + elapsed - reading.uptimeSeconds;
  if (missing <= 60 + elapsed / 100) return 'none';
  return rule.byWallClock ? 'by-clock' : 'certain';
}

function courseOf(before: number, now: number, { range }: AccountRule, limit: number): Course {
  if (now >= before) return now - before <= limit ? 'on' : 'jumped';
  if (now + range - before <= limit) return 'rolled';
  return now <= limit ? 'zero' : 'fell';
}

function passagesOf(course: Course, before: number, now: number, { range }: AccountRule): number {
  if (course === 'on') return now - before;
  if (course === 'rolled') return now + range - before;
  return course === 'zero' ? now : 0;
}
