import { z } from 'zod';
import type { Table } from '../storage/store.js';

/** A ticket that was issued, and how far its paper has come. */
export const printRecordSchema = z.strictObject({
  number: z.string(),
  service: z.string(),
  waitingAhead: z.number().optional(),
  expectedWaitMinutes: z.number().optional(),
  /** ms since 1970. */
  issuedAt: z.number(),
  /** Where it may have come out: the only printer that can tell. */
  printer: z.string().optional(),
  /** Nothing more is to be done about it. */
  settled: z.boolean(),
});
export type PrintRecord = z.infer<typeof printRecordSchema>;

/** Settled ones that are kept: enough to know which tickets of the last moments have been seen to. */
const mostSettled = 20;

/** Which tickets have been seen to, on disk: one that was issued and never sent to a printer is found again by it. */
export interface PrintBook {
  /**
   * Memory changes at once, and nothing that is stored later gets to the disk before it: whoever goes on need not wait.
   */
  put(ticketId: string, record: PrintRecord): void;
  unsettled(): [string, PrintRecord][];
  has(ticketId: string): boolean;
  /** When the newest ticket in it was issued; undefined of an empty book. */
  newest(): number | undefined;
}

export function createPrintBook(table: Table<PrintRecord>, onError: (error: unknown) => void): PrintBook {
  return {
    put(ticketId, record) {
      const settled = [...table.entries()].filter(([key, each]) => each.settled && key !== ticketId);
      const old = settled.slice(0, Math.max(0, settled.length - mostSettled));
      table
        .put(
          ticketId,
          record,
          old.map(([key]) => table.change(key, undefined)),
        )
        .catch(onError);
    },
    unsettled: () => [...table.entries()].filter(([, { settled }]) => !settled),
    has: (ticketId) => table.has(ticketId),
    newest() {
      const times = [...table.entries()].map(([, { issuedAt }]) => issuedAt);
      return times.length === 0 ? undefined : Math.max(...times);
    },
  };
}
