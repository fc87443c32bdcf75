import type { BranchHours } from '../../branch-hours.js';

/** Opening time that has passed without a transaction; plain data. */
export interface Idle {
  /** What the agent last wrote, as a text. */
  readonly lastTransactionAt: string;
  readonly openMs: number;
  /** Monotonic ms up to which it is counted. */
  readonly countedTo: number;
}

/** The moment at which something is seen, by both clocks of the gateway. */
export interface Moment {
  /** ms since 1970-01-01 UTC. */
  readonly wall: number;
  /** ms that never jump. */
  readonly monotonic: number;
}

/** How often it is looked at whether the branch is open, ms: the answer costs a look at the calendar. */
const countEveryMs = 10_000;
/** How far back the first count goes, ms. */
const countBackMs = 60 * 86_400_000;

/**
 * Counts on. Time is measured by the monotonic clock and the wall clock only says whether the branch was open, so that
 * neither the clock of the terminal nor one that is set here makes hours out of nothing. What the terminal writes of its last
 * transaction matters when it changes; the time it names only for the first one, after a start of the gateway.
 * @param lastTransactionAt ISO 8601; undefined while the agent tells of none, or of an impossible one: nothing is counted
 */
export function countIdle(
  before: Idle | undefined,
  lastTransactionAt: string | undefined,
  { wall, monotonic }: Moment,
  { hours, limitMs }: { readonly hours: BranchHours; readonly limitMs: number },
): Idle | undefined {
  if (lastTransactionAt === undefined) return undefined;
  if (before && before.lastTransactionAt !== lastTransactionAt) {
    return { lastTransactionAt, openMs: 0, countedTo: monotonic };
  }
  const passed = before ? monotonic - before.countedTo : wall - Date.parse(lastTransactionAt);
  if (before && passed < countEveryMs) return before;
  const open = openBetween(wall - Math.min(passed, countBackMs), wall, hours, limitMs);
  return { lastTransactionAt, openMs: (before?.openMs ?? 0) + open, countedTo: monotonic };
}

/** ms of opening time between two moments of the wall clock; counting ends at `enoughMs`. */
function openBetween(from: number, to: number, hours: BranchHours, enoughMs: number): number {
  let open = 0;
  for (let at = from; at < to && open < enoughMs; ) {
    const change = Math.min(hours.nextChange(at) ?? to, to);
    if (hours.isOpen(at)) open += change - at;
    at = change;
  }
  return Math.min(open, enoughMs);
}
