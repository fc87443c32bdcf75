import type { BranchHours } from '../../../../drivers/branch-hours.js';
import { countingOptions } from '../../../../drivers/people-counter/counting/options.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

export interface CounterWorld {
  readonly clock?: VirtualClock;
  /** What an earlier gateway left on disk. */
  readonly stored?: unknown;
  readonly records?: Map<string, string>;
  readonly timezone?: string;
  readonly hours?: BranchHours | undefined;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The world of one counter; what it says is written down. */
export function counterWorld({ options = {}, hours, ...world }: CounterWorld = {}) {
  const recorded = recordingContext({ options: countingOptions.parse(options), link: undefined, ...world });
  return { ...recorded, context: { ...recorded.context, hours } };
}

/** 2026-11-23 is a Monday. */
export const at = (day: number, hour: number, minute = 0, second = 0) =>
  Date.UTC(2026, 10, day, hour - 8, minute, second);

/** Open on weekdays by Shanghai time, 09:00 to 17:00. */
export function officeHours(): BranchHours {
  const dayMs = 86_400_000;
  const shift = 8 * 3_600_000;
  const weekday = (moment: number) => new Date(moment + shift).getUTCDay() % 6 !== 0;
  const midnight = (moment: number) => Math.floor((moment + shift) / dayMs) * dayMs - shift;
  const changes = (moment: number) =>
    [0, 1, 2, 3, 4]
      .map((ahead) => midnight(moment) + ahead * dayMs)
      .filter(weekday)
      .flatMap((day) => [day + 9 * 3_600_000, day + 17 * 3_600_000]);
  return {
    isOpen: (moment) => {
      const hour = (moment - midnight(moment)) / 3_600_000;
      return weekday(moment) && hour >= 9 && hour < 17;
    },
    nextChange: (moment) => changes(moment).find((change) => change > moment),
  };
}

export { VirtualClock };
