import { startOf } from '../../simulators/hall/calendar.js';
import { startDay } from '../../simulators/hall/day.js';
import { planDay } from '../../simulators/hall/day-plan.js';
import { createFastTime } from '../../simulators/hall/fast-time.js';
import { createPaperHall } from '../../simulators/hall/paper-hall.js';
import type { HallPeople } from '../../simulators/hall/people.js';
import { branchProfile, type HallProfile } from '../../simulators/hall/profile.js';
import type { DayTruth } from '../../simulators/hall/truth.js';

/** Half past eight at UTC+8, so before any door opens. */
const beforeOpening = 30 * 60_000;

/** One whole day of the generator in no time, on paper unless `people` is another hall. */
export async function liveThrough(options: {
  readonly day: string;
  readonly seed: number;
  readonly profile?: HallProfile;
  readonly people?: HallPeople;
}): Promise<DayTruth> {
  const { day, seed, profile = branchProfile, people = createPaperHall(profile) } = options;
  const clock = createFastTime(startOf(day).getTime() + beforeOpening);
  const running = startDay({ plan: planDay(profile, day, seed), people, clock });
  await clock.run({ over: running.isOver, settled: running.settled });
  await running.over;
  return running.truth;
}
