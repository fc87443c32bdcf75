import type { Clock, Timer } from '../../drivers/index.js';

/** Looks at something when it may have changed, at most once per second, and by itself every ten. */
export interface Pace {
  /** Something may have changed. */
  changed(): void;
  stop(): void;
}

const leastMs = 1_000;
const mostMs = 10_000;

/** `look` is called at once, in the tick of the call. */
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
      const waitMs = lookedAt + leastMs - clock.monotonic();
      if (waitMs <= 0) return lookNow();
      soon = true;
      timer?.cancel();
      timer = clock.setTimeout(lookNow, waitMs);
    },
    stop: () => timer?.cancel(),
  };
}
