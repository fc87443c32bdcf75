import { severities } from '../alarms/record.js';
import { isUrgentRecord } from './due.js';
import type { Telling } from './notification.js';

/** Nobody gets two messages within this time, ms, unless something is urgent: the second one tells all that came meanwhile. */
export const collectMs = 30_000;

/** Alarms told with one message at most; so many changes fit into one commit. */
export const mostTold = 500;

/** Who gets a message of their own: a person, or central. */
export function addresseeOf({ owed: { person } }: Telling): string {
  return person ?? '';
}

/**
 * What somebody is told now, what counts most first; empty while they are to be left alone.
 * @param lastToldAt when they were told something last, undefined = never; same clock as `now`, ms.
 */
export function toldNow<Each extends Telling>(
  waiting: readonly Each[],
  {
    lastToldAt,
    now,
    quiet,
  }: { readonly lastToldAt: number | undefined; readonly now: number; readonly quiet: boolean },
): Each[] {
  const isUrgent = ({ record }: Telling) => isUrgentRecord(record);
  const allowed = quiet ? waiting.filter(isUrgent) : [...waiting];
  const isCollecting = lastToldAt !== undefined && now < lastToldAt + collectMs;
  if (isCollecting && !allowed.some(isUrgent)) return [];
  return allowed.sort((x, y) => weight(y) - weight(x)).slice(0, mostTold);
}

/** Security and critical before all, then by severity; what is over last. */
function weight({ owed, record }: Telling): number {
  const over = owed.reason === 'cleared' ? -100 : 0;
  return over + (isUrgentRecord(record) ? 10 : 0) + severities.indexOf(record['perceived-severity']);
}
