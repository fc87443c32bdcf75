import type { Timers } from '../timers.js';
import type { DynamicArea } from './onbon-area.js';

/** The pages of one area in time. */
export interface Player {
  /** Which page is on the glass now, from 0; undefined when the area is blank. */
  page(): number | undefined;
  /** Ends its timers. */
  stop(): void;
}

/** One unit of HoldTime. The sources do not say how long a page stays that is to be held for 0: this long here. */
const shortestHoldSeconds = 0.5;

/** Plays `pageCount` (1 or more) pages by the run mode of led-boards-counters-hid.md 2.7, from now on. */
export function playPages(
  { runMode, timeout, holdSeconds }: Pick<DynamicArea, 'runMode' | 'timeout' | 'holdSeconds'>,
  pageCount: number,
  timers: Timers,
): Player {
  const holdMs = Math.max(holdSeconds, shortestHoldSeconds) * 1_000;
  const last = pageCount - 1;
  const rounds = roundsOf(runMode, timeout);
  let page: number | undefined = 0;
  let played = 0;
  let turning: { cancel(): void } | undefined;
  let ending: { cancel(): void } | undefined;

  const stop = () => {
    turning?.cancel();
    ending?.cancel();
  };
  const endAt = (final: number | undefined) => {
    stop();
    page = final;
  };
  const turn = () => {
    if (page === last && ++played >= rounds) return endAt(undefined);
    page = ((page ?? 0) + 1) % pageCount;
    if (!(runMode === 1 && page === last)) turnLater();
  };
  const turnLater = () => {
    turning = timers.after(holdMs, turn);
  };

  if (rounds === 0) endAt(undefined);
  else if (pageCount > 1 || Number.isFinite(rounds)) turnLater();
  if (runMode === 2) ending = timers.after(timeout * 1_000, () => endAt(undefined));
  if (runMode === 3) ending = timers.after(timeout * 1_000, () => endAt(last));
  return { page: () => page, stop };
}

/** After how many rounds it is blank. */
function roundsOf(runMode: number, timeout: number): number {
  if (runMode === 4) return 1;
  return runMode === 5 ? timeout : Number.POSITIVE_INFINITY;
}
