import type { Table } from '../../storage/store.js';
import type { DayRecord } from './day-record.js';

/** Days kept: a year and a month, so that the same month of last year is still there. */
const mostDays = 400;

/** The days of the hall that are over. */
export interface DayHistory {
  /** Oldest first. */
  days(): readonly DayRecord[];
  /**
   * Keeps a day, in place of what was known of it; the oldest goes where there are too many. On disk when it resolves;
   * rejects as `Table.put`.
   */
  keep(record: DayRecord): Promise<void>;
}

export function createDayHistory(table: Table<DayRecord>): DayHistory {
  let sorted: readonly DayRecord[] | undefined;
  const days = () => {
    sorted ??= [...table.entries()].map(([, record]) => record).sort((a, b) => (a.day < b.day ? -1 : 1));
    return sorted;
  };
  return {
    days,
    async keep(record) {
      const before = table.has(record.day) ? [] : days().slice(0, Math.max(0, table.size + 1 - mostDays));
      sorted = undefined;
      await table.put(
        record.day,
        record,
        before.map(({ day }) => table.change(day, undefined)),
      );
    },
  };
}
