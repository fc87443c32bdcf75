import type { BranchHours } from '../../branch-hours.js';
import { localTime, timeText } from '../../local-time.js';
import type { BoardOptions } from './options.js';

export type Phase = 'open' | 'closed';

const minute = 60_000;

/** Whether boards are to be on: from a little before the opening until those inside have been served. */
export function phaseAt(
  at: number,
  hours: BranchHours | undefined,
  { minutesBefore, minutesAfter }: BoardOptions['outsideHours'],
): Phase | undefined {
  if (!hours) return undefined;
  const open = [at, at + minutesBefore * minute, at - minutesAfter * minute].some((moment) => hours.isOpen(moment));
  return open ? 'open' : 'closed';
}

/** The brightness (%) of the time of day, and the local time since which it counts; undefined without any times. */
export function brightnessAt(
  at: number,
  timezone: string,
  times: BoardOptions['brightnessByTime'] = {},
): { readonly percent: number; readonly since: string } | undefined {
  const local = timeText(localTime(at, timezone));
  const [today, now] = [local.slice(0, 10), local.slice(11, 16)];
  const entries = Object.entries(times).sort(([a], [b]) => (a < b ? -1 : 1));
  // Before the first time of the day the last one of yesterday still counts.
  const entry = entries.findLast(([time]) => time <= now) ?? entries.at(-1);
  if (!entry) return undefined;
  const [time, percent] = entry;
  return { since: `${time <= now ? today : dayBefore(today)}T${time}`, percent };
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}
