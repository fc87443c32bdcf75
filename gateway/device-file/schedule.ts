import type { BranchHours } from '../../drivers/index.js';

/** When the devices of the branch are wanted. */
export interface Schedule {
  /** ms of the time from `from` to `to` in which the branch is open; all of it where no opening hours are known. */
  openMs(from: number, to: number): number;
}

const weekMs = 7 * 86_400_000;

export function scheduleOf(hours: BranchHours | undefined): Schedule {
  if (!hours) return { openMs: (from, to) => Math.max(0, to - from) };
  // The entries of one day lie in a few periods, and to find one's end takes a look at the calendar.
  let known = { from: 0, until: 0, open: false };
  const periodAt = (at: number) => {
    if (at < known.from || at >= known.until) {
      known = { from: at, until: hours.nextChange(at) ?? at + weekMs, open: hours.isOpen(at) };
    }
    return known;
  };
  return {
    openMs(from, to) {
      let open = 0;
      for (let at = from; at < to; ) {
        const period = periodAt(at);
        const end = Math.min(to, period.until);
        if (period.open) open += end - at;
        at = end;
      }
      return open;
    },
  };
}
