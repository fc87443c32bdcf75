/** Hundredths of a second until the counter begins again: 497 days. */
const wrap = 0x1_0000_0000;
/** Ticks by which an agent's counter and our clock may disagree between two polls: a slow answer, a crystal that drifts. */
const toleranceTicks = 6_000;

/** Uptime as it was read, hundredths of a second, and when, ms of a clock that never jumps. */
export interface UptimeSample {
  readonly ticks: number;
  readonly at: number;
}

/**
 * Whether the device has restarted between two samples. Less than before is a restart, unless the counter has only begun
 * again; so is far less than the time that has passed since, for a device that was away for longer than it has run.
 */
export function hasRestarted(before: UptimeSample, after: UptimeSample): boolean {
  const expected = before.ticks + (after.at - before.at) / 10;
  if (near(after.ticks, expected)) return false;
  if (expected >= wrap - toleranceTicks && near(after.ticks, expected % wrap)) return false;
  if (expected >= wrap - toleranceTicks && near(after.ticks + wrap, expected)) return false;
  return after.ticks < expected;
}

function near(ticks: number, expected: number): boolean {
  return Math.abs(ticks - expected) <= toleranceTicks;
}
