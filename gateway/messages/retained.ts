import { z } from 'zod';
import type { MessageBus } from './bus.js';

/** The keyed part of the store this module needs. */
interface RetainedTable {
  has(key: string): boolean;
  entries(): Iterable<[string, { bootId: string }]>;
  put(key: string, value: { bootId: string }): Promise<void>;
  delete(key: string): Promise<void>;
}

export const retainedTopicSchema = z.strictObject({ bootId: z.string() });

export interface RetainedTopics {
  /** Topics of earlier starts that nothing has produced in this one. */
  leftovers(): string[];
  stop(): void;
}

/**
 * Keeps the list of retained topics the gateway owns, on disk, so that what its configuration no longer produces can
 * be emptied after a restart instead of standing on brokers for ever.
 */
export function trackRetainedTopics(options: {
  readonly bus: MessageBus;
  readonly table: RetainedTable;
  readonly bootId: string;
  readonly onError: (error: unknown) => void;
}): RetainedTopics {
  const { bus, table, bootId, onError } = options;
  const produced = new Set<string>();
  const stop = bus.subscribe(({ topic, retained, envelope }) => {
    if (!retained) return;
    if (envelope === undefined) {
      produced.delete(topic);
      if (table.has(topic)) table.delete(topic).catch(onError);
    } else if (!produced.has(topic)) {
      produced.add(topic);
      if (!table.has(topic)) table.put(topic, { bootId }).catch(onError);
    }
  });
  return {
    leftovers: () => [...table.entries()].map(([topic]) => topic).filter((topic) => !produced.has(topic)),
    stop,
  };
}
