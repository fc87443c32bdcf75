import { type AlarmRecord, isShelved } from './record.js';

/** A change of severity is nothing to people who never heard of the alarm, or have put it on a shelf. */
export function loudness(record: AlarmRecord): { readonly announce: boolean } {
  return { announce: record['x-announced'] && !isShelved(record) };
}
