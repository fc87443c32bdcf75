import type { BranchHours } from '../contract.js';
import { localTime } from './local-time.js';
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

/** The brightness (%) of the time of day, and which entry says so; undefined where no times are given. */
export function brightnessAt(
  at: number,
  timezone: string,
  times: BoardOptions['brightnessByTime'] = {},
): { readonly percent: number; readonly since: string } | undefined {
  const { hour, minute: minutes } = localTime(at, timezone);
  const now = `${String(hour).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  const entries = Object.entries(times).sort(([a], [b]) => (a < b ? -1 : 1));
  // Before the first time of the day the last one of yesterday still counts.
  const entry = entries.findLast(([time]) => time <= now) ?? entries.at(-1);
  return entry && { since: entry[0], percent: entry[1] };
}
