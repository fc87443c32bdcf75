import { z } from 'zod';
import type { Change } from '../storage/change.js';
import type { Table } from '../storage/store.js';
import { type Reply, replySchema } from './reply.js';

/** What is known of one command id, from acceptance to the final reply. */
export const journalEntrySchema = z.strictObject({
  deviceId: z.string(),
  name: z.string(),
  clientId: z.string(),
  origin: z.enum(['local', 'centre']).default('local'),
  /** Where its replies go besides their ordinary topic; correlation in base64. */
  replyTo: z.strictObject({ topic: z.string(), correlation: z.string().optional() }).optional(),
  args: z.record(z.string(), z.unknown()),
  /** ms since 1970, by the gateway's clock. */
  receivedAt: z.number(),
  expiresAt: z.number(),
  /** Counts up over all commands; the order in which they came. */
  order: z.number().int(),
  /** True from the moment before the device may have seen anything of it. */
  started: z.boolean(),
  reply: replySchema.optional(),
});
export type JournalEntry = z.infer<typeof journalEntrySchema>;

export interface CommandJournal {
  get(id: string): JournalEntry | undefined;
  /** Resolves when the entry is on disk. */
  accept(id: string, entry: Omit<JournalEntry, 'order' | 'reply'>, also?: readonly Change[]): Promise<void>;
  start(id: string): Promise<void>;
  finish(id: string, reply: Reply, also?: readonly Change[]): Promise<void>;
  /** Takes back an acceptance that did not reach the disk, so that the sender may try the same id again. */
  forget(id: string, also?: readonly Change[]): void;
  /** Commands without a final reply, oldest first: what a stopped gateway left behind. */
  unfinished(): [string, JournalEntry][];
}

/**
 * Remembers commands by id over restarts, so that a repeated id gets its first result and nothing is done twice.
 * Keeps the newest `keep` finished ones; unfinished ones are never dropped.
 */
export function createCommandJournal(table: Table<JournalEntry>, keep = 2_000): CommandJournal {
  const finished: string[] = [...table.entries()]
    .filter(([, entry]) => entry.reply !== undefined)
    .sort((a, b) => a[1].order - b[1].order)
    .map(([id]) => id);
  let order = Math.max(0, ...[...table.entries()].map(([, entry]) => entry.order));

  const change = async (id: string, patch: Partial<JournalEntry>, also?: readonly Change[]) => {
    const entry = table.get(id);
    if (entry) await table.put(id, { ...entry, ...patch }, also);
  };

  return {
    get: (id) => table.get(id),
    accept: (id, entry, also) => {
      order += 1;
      return table.put(id, { ...entry, order }, also);
    },
    start: (id) => change(id, { started: true }),
    finish: async (id, reply, also) => {
      const done = change(id, { reply }, also);
      finished.push(id);
      const drop = finished.length > keep ? finished.splice(0, finished.length - keep) : [];
      await Promise.all([done, ...drop.map((old) => table.delete(old))]);
    },
    // The store writes the removal with the next record it can write.
    forget: (id, also) => void table.delete(id, also).catch(() => undefined),
    unfinished: () =>
      [...table.entries()].filter(([, entry]) => entry.reply === undefined).sort((a, b) => a[1].order - b[1].order),
  };
}
