import { z } from 'zod';
import type { Clock, Timer } from '../../drivers/index.js';
import type { WebhookTopic } from '../config/webhooks-schema.js';
import type { Message, MessageBus } from '../messages/bus.js';
import type { Keeper } from '../messages/handover.js';
import type { Topics } from '../messages/topics.js';
import type { Change } from '../storage/change.js';
import type { Table } from '../storage/store.js';
import { keyOf, parseKey, type QueuedMessage, WebhookQueue } from './queue.js';
import { isWanted, type Wants } from './wanted.js';

/** What is gone from a queue is deleted with the next message kept, or this long after, ms. */
const flushMs = 1_000;

/** `dropped`: messages the receiver has not been told it missed. */
export const webhookStateSchema = z.strictObject({ dropped: z.int().min(0) });
export type WebhookState = z.infer<typeof webhookStateSchema>;

export interface QueuedWebhook extends Wants {
  readonly maxBytes: number;
  /** ms */
  readonly maxAgeMs: number;
}

export interface WebhookQueuesOptions {
  readonly webhooks: readonly QueuedWebhook[];
  readonly table: Table<QueuedMessage>;
  readonly states: Table<WebhookState>;
  readonly commit: (changes: readonly Change[]) => Promise<void>;
  readonly bus: MessageBus;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly clockSynced: () => boolean;
  readonly onError: (error: unknown) => void;
}

export type EvictionListener = (webhookId: string, count: number, why: 'full' | 'old') => void;

/**
 * The durable queues of all webhooks. What a webhook is to be told is on disk together with the change it tells of, and
 * goes into the webhook's queue when it is said; what an earlier start has not delivered is there from the beginning.
 */
export interface WebhookQueues extends Keeper {
  of(webhookId: string): WebhookQueue;
  /** Messages dropped that the receiver has not been told it missed, over restarts. */
  dropped(webhookId: string): number;
  /** It has been told of so many. */
  toldDropped(webhookId: string, count: number): void;
  onEvicted(listener: EvictionListener): void;
  /** Deletes what is settled. */
  stop(): Promise<void>;
}

export function createWebhookQueues(options: WebhookQueuesOptions): WebhookQueues {
  const { webhooks, table, states, commit, bus, topics, clock, clockSynced, onError } = options;
  const topicOf = new Map<string, WebhookTopic>([
    [topics.notification, 'notification'],
    [topics.alarmEvent, 'alarm-event'],
  ]);
  const dropped = new Map(webhooks.map(({ id }) => [id, states.get(id)?.dropped ?? 0]));
  const queues = new Map(webhooks.map((webhook) => [webhook.id, queueOf(webhook)]));
  let settled: Change[] = [];
  let unsaved = new Set<string>();
  let timer: Timer | undefined;
  /** What was evicted before anybody listened. */
  const early: Parameters<EvictionListener>[] = [];
  let onEvicted: EvictionListener = (...eviction) => void early.push(eviction);

  function queueOf({ id, maxBytes, maxAgeMs }: QueuedWebhook): WebhookQueue {
    return new WebhookQueue({
      ...{ webhookId: id, table, clock, maxBytes, maxAgeMs },
      onGone(change) {
        settled.push(change);
        flushSoon();
      },
      onEvicted(count, why) {
        changeDropped(id, count);
        onEvicted(id, count, why);
      },
    });
  }
  function changeDropped(id: string, by: number): void {
    dropped.set(id, Math.max(0, (dropped.get(id) ?? 0) + by));
    unsaved.add(id);
    flushSoon();
  }
  function flushSoon(): void {
    timer ??= clock.setTimeout(() => void flush(), flushMs);
  }
  /** What a commit is to carry besides; it is on its way then. */
  function due(): Change[] {
    const changes = [...settled, ...[...unsaved].map((id) => states.change(id, { dropped: dropped.get(id) ?? 0 }))];
    settled = [];
    unsaved = new Set();
    timer?.cancel();
    timer = undefined;
    return changes;
  }
  async function flush(): Promise<void> {
    const changes = due();
    if (changes.length > 0) await commit(changes).catch(onError);
  }

  function wanting({ topic, envelope }: Message): string[] {
    const about = topicOf.get(topic);
    if (!about || !envelope) return [];
    return webhooks.flatMap((webhook) => (isWanted(webhook, about, envelope.data) ? [webhook.id] : []));
  }
  function rowsOf(message: Message): [key: string, row: QueuedMessage][] {
    const { topic, envelope } = message;
    const ids = wanting(message);
    if (ids.length === 0 || !envelope) return [];
    const row = { topic, time: envelope.time, body: JSON.stringify(envelope) };
    return ids.map((webhookId) => [keyOf(webhookId, envelope.id), row]);
  }

  /** The table keeps the order of its commits. A clock that nobody has set says nothing of how long a message waited. */
  function takeUp(): void {
    for (const [key, message] of [...table.entries()]) {
      const { webhookId, id } = parseKey(key);
      const waitedMs = clockSynced() ? Math.max(0, clock.now() - Date.parse(message.time)) : 0;
      const queue = queues.get(webhookId);
      if (queue) queue.push(id, message, waitedMs);
      else settled.push(table.change(key, undefined));
    }
    for (const [id] of states.entries()) if (!queues.has(id)) settled.push(states.change(id, undefined));
    if (settled.length > 0) flushSoon();
  }
  takeUp();

  const unsubscribe = bus.subscribe((message) => {
    const id = message.envelope?.id;
    if (id === undefined) return;
    for (const webhookId of wanting(message)) {
      const key = keyOf(webhookId, id);
      // Nobody staged it: then it is kept from here on.
      if (!table.has(key))
        for (const [own, row] of rowsOf(message)) if (own === key) table.put(key, row).catch(onError);
      const row = table.get(key);
      if (row) queues.get(webhookId)?.push(id, row);
    }
  });

  return {
    of: (webhookId) => {
      const queue = queues.get(webhookId);
      if (!queue) throw new Error(`no webhook ${webhookId}`);
      return queue;
    },

    keep(messages) {
      const rows = messages.flatMap(rowsOf).map(([key, row]) => table.change(key, row));
      return rows.length === 0 ? [] : [...rows, ...due()];
    },

    takeBack: (messages) => messages.flatMap(rowsOf).map(([key]) => table.change(key, undefined)),

    dropped: (webhookId) => dropped.get(webhookId) ?? 0,

    toldDropped(webhookId, count) {
      if (count > 0) changeDropped(webhookId, -count);
    },

    onEvicted(listener) {
      onEvicted = listener;
      for (const eviction of early.splice(0)) listener(...eviction);
    },

    stop() {
      unsubscribe();
      return flush();
    },
  };
}
