import { alwaysBelieved } from './account.js';
import type { Counts, TotalsReading, TotalsTally } from './model.js';

/**
 * Reads once, and again where the first reading cannot come of people walking. Gives what both agree on, or the one that
 * is in order; undefined where they contradict each other: then nothing is known, and the next poll asks again.
 */
export async function readSurely(
  tally: Pick<TotalsTally, 'surprising'>,
  read: () => Promise<TotalsReading>,
): Promise<TotalsReading | undefined> {
  const first = await read();
  if (!tally.surprising(first)) return first;
  const second = await read();
  return !tally.surprising(second) || follows(first, second) ? second : undefined;
}

function follows(first: Counts, second: Counts): boolean {
  const rises = [second.in - first.in, second.out - first.out];
  return rises.every((rise) => rise >= 0 && rise <= alwaysBelieved);
}
