/** A pair of passage counts, each an integer >= 0. */
export interface Counts {
  readonly in: number;
  readonly out: number;
}

/** What is remembered of one counter between two readings. */
export interface Totals {
  /** The counter's own values at the last reading, 0..2^32-1. */
  readonly device: Counts;
  /** Passages since installation: since the first reading ever. */
  readonly total: Counts;
}

/** `first`: baseline only. `restart`: the device had begun again from zero. */
export type Quality = 'good' | 'restart' | 'first';

export interface Step {
  readonly next: Totals;
  /** Passages since the reading before. */
  readonly delta: Counts;
  readonly quality: Quality;
}

const range = 2 ** 32;
/** A 32-bit counter that falls from this close below its end to this close above zero has rolled over. */
const rollOverWindow = 2 ** 20;

const none: Counts = { in: 0, out: 0 };

/**
 * Accounts one reading of a counter's own 32-bit values (led-boards-counters-hid.md 5.1: treat a decrease as restart,
 * not as negative traffic). A device restarts as a whole: when one of its two values has fallen, both began again at
 * zero, and all they show has been counted since. What the device counted between the last reading and its restart is
 * gone; a restart after which both values have already grown past the last reading cannot be seen.
 */
export function account(last: Totals | undefined, reading: Counts): Step {
  if (!last) return { next: { device: reading, total: none }, delta: none, quality: 'first' };
  const restarted = fell(last.device.in, reading.in) || fell(last.device.out, reading.out);
  const delta = restarted
    ? reading
    : { in: increase(last.device.in, reading.in), out: increase(last.device.out, reading.out) };
  const total = { in: last.total.in + delta.in, out: last.total.out + delta.out };
  return { next: { device: reading, total }, delta, quality: restarted ? 'restart' : 'good' };
}

function fell(before: number, now: number): boolean {
  return now < before && !rolledOver(before, now);
}

function rolledOver(before: number, now: number): boolean {
  return before > range - rollOverWindow && now < rollOverWindow;
}

function increase(before: number, now: number): number {
  return now >= before ? now - before : now + range - before;
}
