import type { Clock } from '../simulator.js';

interface Pending {
  readonly due: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** Time that runs as fast as what happens in it. */
export interface FastTime extends Clock {
  /** ms since an arbitrary start; goes on where `now` is set. */
  monotonic(): number;
  /**
   * Goes on from one timer to the next until `over` says so or no timer is left. Timers due at the same ms fire together,
   * so that what they begin really happens at once; `settled` is awaited before time goes on.
   */
  run(options: { readonly over: () => boolean; readonly settled: () => Promise<void> }): Promise<void>;
}

/** @param start ms since 1970-01-01 UTC. */
export function createFastTime(start: number): FastTime {
  let now = start;
  /** By `due`, and within one ms in the order in which they were set. */
  const pending: Pending[] = [];

  const place = (due: number): number => {
    let [low, high] = [0, pending.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pending[middle] as Pending).due <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const takeDue = (): Pending[] => {
    while (pending[0]?.cancelled) pending.shift();
    const due = pending[0]?.due;
    return due === undefined ? [] : pending.splice(0, place(due));
  };
  return {
    now: () => now,
    monotonic: () => now - start,
    setTimeout(callback, ms) {
      const timer: Pending = { due: now + Math.max(0, Math.ceil(ms)), callback, cancelled: false };
      pending.splice(place(timer.due), 0, timer);
      return {
        cancel: () => {
          timer.cancelled = true;
        },
      };
    },
    async run({ over, settled }) {
      await settled();
      while (!over()) {
        const timers = takeDue();
        if (timers.length === 0) return;
        now = Math.max(now, timers[0]?.due ?? now);
        for (const timer of timers) if (!timer.cancelled) timer.callback();
        await settled();
      }
    },
  };
}
