import { daysOf } from '../../hours/week.js';
import { didYouMean, type Mistake } from '../../validation/mistake.js';
import { suggest } from '../../validation/suggest.js';
import { asRecord, type Outline } from '../outline.js';
import { openDaysSchema, openTimesSchema } from '../schema.js';

export function branchRules({ branch }: Outline): Mistake[] {
  return [...timezoneRule(branch.fields.timezone), ...hoursRule(asRecord(branch.raw['hours']))];
}

function timezoneRule(timezone: string | undefined): Mistake[] {
  if (timezone === undefined || isTimezone(timezone)) return [];
  return [
    {
      path: ['branch', 'timezone'],
      allowed: 'an IANA time zone, e.g. Asia/Shanghai',
      ...didYouMean(suggest(timezone, Intl.supportedValuesOf('timeZone'))),
    },
  ];
}

function isTimezone(name: string): boolean {
  // Offsets such as +08:00 know no daylight saving and are no zones.
  if (!/^[A-Za-z]/.test(name)) return false;
  // The list has no second names such as Asia/Calcutta; a formatter knows them, and its first one takes 20 ms of a start.
  if (Intl.supportedValuesOf('timeZone').includes(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function hoursRule(hours: Readonly<Record<string, unknown>>): Mistake[] {
  const mistakes: Mistake[] = [];
  const taken = new Map<string, string>();
  for (const [range, times] of Object.entries(hours)) {
    if (!openDaysSchema.safeParse(range).success) continue;
    const path = ['branch', 'hours', range];
    if (!opensBeforeItCloses(times)) {
      mistakes.push({ path, allowed: 'an opening time before the closing time of the same day' });
    }
    const twice = daysOf(range).find((day) => taken.has(day));
    if (twice !== undefined) {
      const allowed = 'each day once';
      mistakes.push({ path, found: `${twice} again`, allowed, hint: `"${taken.get(twice)}" names it already` });
    }
    for (const day of daysOf(range)) taken.set(day, range);
  }
  return mistakes;
}

/** True as well for what is no pair of times: that is a mistake of its own. */
function opensBeforeItCloses(times: unknown): boolean {
  const parsed = openTimesSchema.safeParse(times);
  if (!parsed.success) return true;
  const [opening = '', closing = ''] = parsed.data.split('-');
  return opening < closing;
}
