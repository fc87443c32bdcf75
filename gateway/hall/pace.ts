import type { Clock, Timer } from '../../drivers/index.js';

/** Looks at something soon after it may have changed, at most once per second, and by itself every ten. */
export interface Pace {
  /** Something may have changed. */
  changed(): void;
  stop(): void;
}

const leastMs = 1_000;
/** What is on its way to a device goes first, ms. */
const giveWayMs = 20;
const mostMs = 10_000;

/** Looks at once, and then as the clock says. */
export function startPace(clock: Clock, look: () => void): Pace {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let timer: Timer | undefined;
  let soon = false;

  const lookNow = () => {
    timer?.cancel();
    soon = false;
    lookedAt = clock.monotonic();
    timer = clock.setTimeout(lookNow, mostMs);
    look();
  };
  lookNow();
  return {
    changed() {
      if (soon) return;
      const waitMs = Math.max(giveWayMs, lookedAt + leastMs - clock.monotonic());
      soon = true;
      timer?.cancel();
      timer = clock.setTimeout(lookNow, waitMs);
    },
    stop: () => timer?.cancel(),
  };
}
