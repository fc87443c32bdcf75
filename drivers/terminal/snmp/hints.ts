import type { Clock, Timer } from '../../clock.js';

/** Least ms between two polls that traps have asked for: a device that sends hundreds is still asked once. */
export const hintIntervalMs = 5_000;

/** Polls on a hint: at once, or when the last such poll is long enough ago; any number of hints meanwhile are one. */
export function createHints(clock: Clock, poll: () => void) {
  let last = Number.NEGATIVE_INFINITY;
  let timer: Timer | undefined;
  const run = () => {
    timer = undefined;
    last = clock.monotonic();
    poll();
  };
  return {
    hint(): void {
      timer ??= clock.setTimeout(run, Math.max(0, last + hintIntervalMs - clock.monotonic()));
    },
    close(): void {
      timer?.cancel();
      timer = undefined;
    },
  };
}
