import type { CounterNature, Counts, Quality, TotalsReading, Why } from './model.js';

/** Passages that are always believed, however little time there was for them. */
export const alwaysBelieved = 50;
/** ms after which it is no longer plain whether a counter near its end has rolled over or restarted. */
const sharpMs = 600_000;
/**
 * After so long a silence only a counter in this last part of its range can have rolled over: branches switch their power
 * off every night, and the time would be enough for a range of 16 bits several times.
 */
const nearEnd = 64;

export interface AccountRule extends CounterNature {
  /** People per second and direction that can pass at the most. */
  readonly mostPerSecond: number;
  /** ms since the reading before. */
  readonly elapsedMs: number;
  /** Where that is from: the clock that never jumps, the wall clock, which may have been set meanwhile, or a guess. */
  readonly elapsedBy: 'monotonic' | 'wall' | 'guess';
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
  if (seen.has('rolled') && rule.elapsedMs > sharpMs && sum(reading) <= sum(delta)) {
    // In so long a time as many can have passed; that few came after a restart is likelier, and counts nobody twice.
    return { delta: countsOnly(reading), quality: 'uncertain', why: 'roll-over-or-restart' };
  }
  return { delta, quality: seen.has('zero') || restart === 'certain' ? 'restart' : 'good' };
}

function most({ mostPerSecond }: AccountRule, ms: number): number {
  return alwaysBelieved + (mostPerSecond * ms) / 1_000;
}

function both({ in: entered, out: left }: Counts, limit: number): boolean {
  return entered <= limit && left <= limit;
}

function sum({ in: entered, out: left }: Counts): number {
  return entered + left;
}

function countsOnly({ in: entered, out: left }: Counts): Counts {
  return { in: entered, out: left };
}

function begunAgain(reading: Counts, how: 'certain' | 'by-clock'): Account {
  const delta = countsOnly(reading);
  return how === 'certain' ? { delta, quality: 'restart' } : { delta, quality: 'uncertain', why: 'restart-by-clock' };
}

/** An uptime that fell, or that is too short for the time since the last reading. */
function restartByUptime(last: TotalsReading, reading: TotalsReading, rule: AccountRule) {
  if (last.uptimeSeconds === undefined || reading.uptimeSeconds === undefined) return 'none';
  if (reading.uptimeSeconds < last.uptimeSeconds) return 'certain';
  if (rule.elapsedBy === 'guess') return 'none';
  const elapsed = rule.elapsedMs / 1_000;
  // The clock of a cheap unit is not exact.
  const missing = last.uptimeSeconds + elapsed - reading.uptimeSeconds;
  if (missing <= 60 + elapsed / 100) return 'none';
  return rule.elapsedBy === 'wall' ? 'by-clock' : 'certain';
}

function courseOf(before: number, now: number, { range, elapsedMs }: AccountRule, limit: number): Course {
  if (now >= before) return now - before <= limit ? 'on' : 'jumped';
  const mayHaveRolled = elapsedMs <= sharpMs || range - before <= range / nearEnd;
  if (mayHaveRolled && now + range - before <= limit) return 'rolled';
  return now <= limit ? 'zero' : 'fell';
}

function passagesOf(course: Course, before: number, now: number, { range }: AccountRule): number {
  if (course === 'on') return now - before;
  if (course === 'rolled') return now + range - before;
  return course === 'zero' ? now : 0;
}
