import type { AlarmCondition, Clock } from '../drivers/index.js';
import { createClockSync } from './health/clock-sync.js';
import type { Logger } from './logger.js';
import { createMessageBus, type MessageBus } from './messages/bus.js';
import { createBootId, createEnveloper, type Envelope } from './messages/envelope.js';
import { createHandover, type Handover, joinedKeepers, keptMessageSchema } from './messages/handover.js';
import { createPublisher, type Publisher } from './messages/publisher.js';
import { type RetainedTopics, retainedTopicSchema, trackRetainedTopics } from './messages/retained.js';
import { type Site, type Topics, topicsOf } from './messages/topics.js';
import { openStore, type Store, type StoreReport } from './storage/store.js';
import { queuedMessageSchema } from './webhook/queue.js';
import { createWebhookQueues, type QueuedWebhook, type WebhookQueues, webhookStateSchema } from './webhook/queues.js';

export interface FoundationOptions {
  readonly site: Site;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** True when messages that must not be lost go to a centre. */
  readonly hasUplink: boolean;
  /** Who is told besides MQTT; absent = nobody. */
  readonly webhooks?: readonly QueuedWebhook[] | undefined;
  /** Whether the clock is set by a time server; default: what the system says. */
  readonly clockSynced?: () => boolean;
  /** The disk refuses writes, or takes them again. */
  readonly onStorageCondition: (condition: AlarmCondition) => void;
}

/** What every part of the gateway stands on: its store, its message bus and what it says of itself. */
export interface Foundation {
  readonly site: Site;
  readonly topics: Topics;
  readonly bootId: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly clockSynced: () => boolean;
  readonly store: Store;
  readonly bus: MessageBus;
  readonly envelop: (data: unknown) => Envelope;
  readonly handover: Handover;
  readonly webhookQueues: WebhookQueues;
  readonly publisher: Publisher;
  readonly retained: RetainedTopics;
  /** False while the disk refuses writes. */
  readonly storageWorks: () => boolean;
  /** For what should never happen and harms nobody else. */
  readonly onError: (error: unknown) => void;
}

/** Rejects with a GatewayError when the state directory cannot be had. */
export async function openFoundation(options: FoundationOptions): Promise<Foundation> {
  const { site, stateDir, clock, random, logger, hasUplink, webhooks = [], onStorageCondition } = options;
  const topics = topicsOf(site);
  const bootId = createBootId(clock, random);
  const clockSynced = options.clockSynced ?? createClockSync(clock);
  const onError = (error: unknown) => logger.error({ err: error }, 'internal error');
  let storageWorks = true;
  const store = await openStore({
    directory: stateDir,
    clock,
    onReport: (report) => {
      logger.warn({ storage: report }, `storage: ${report.kind}`);
      const condition = storageCondition(report);
      // Reports of the opening itself come before there are alarms; none of them is a failed write.
      if (!condition) return;
      storageWorks = !condition.active;
      onStorageCondition(condition);
    },
  });
  const bus = createMessageBus(onError);
  const envelop = createEnveloper({ site, bootId, clock, clockSynced });
  const handover = createHandover({
    table: store.table('handover', keptMessageSchema),
    commit: (changes) => store.commit(changes),
    enabled: hasUplink,
    clock,
    onError,
  });
  const webhookQueues = createWebhookQueues({
    webhooks,
    table: store.table('webhook-queue', queuedMessageSchema),
    states: store.table('webhook-state', webhookStateSchema),
    commit: (changes) => store.commit(changes),
    ...{ bus, topics, clock, clockSynced, onError },
  });
  const keepers = joinedKeepers([handover, webhookQueues]);
  const publisher = createPublisher({ bus, topics, envelop, handover: keepers });
  const retained = trackRetainedTopics({
    bus,
    table: store.table('retained-topics', retainedTopicSchema),
    bootId,
    onError,
  });
  return {
    ...{ site, topics, bootId, clock, random, logger, clockSynced },
    ...{ store, bus, envelop, handover, webhookQueues, publisher, retained, onError },
    storageWorks: () => storageWorks,
  };
}

/** What a report of the store means for the alarm `storage-write-failed`; undefined when nothing. */
function storageCondition(report: StoreReport): AlarmCondition | undefined {
  const type = 'storage-write-failed';
  if (report.kind === 'write-failed') return { type, active: true, detail: report.error.message };
  return report.kind === 'write-restored' ? { type, active: false } : undefined;
}
