import type { AlarmManager } from '../alarms/manager.js';
import type { ResolvedWebhook } from '../config/webhooks.js';
import type { Foundation } from '../foundation.js';
import { startDelivery } from './delivery.js';
import type { WebhookFigures } from './figures-schema.js';
import { createSender } from './sender.js';
import { createWebhookAlarms, takeBackOldAlarms } from './webhook-alarms.js';

export interface Webhooks {
  /** By webhook id. */
  stats(): Record<string, WebhookFigures>;
  stop(): Promise<void>;
}

export interface WebhooksOptions {
  readonly foundation: Foundation;
  readonly webhooks: readonly ResolvedWebhook[];
  /** Started. */
  readonly alarms: Pick<AlarmManager, 'condition' | 'contactLost' | 'contactRestored' | 'suppress' | 'list'>;
}

/** Tells every webhook of its queue. */
export function startWebhooks({ foundation, webhooks, alarms }: WebhooksOptions): Webhooks {
  const { webhookQueues, clock, random, logger } = foundation;
  const depthOf = new Map(webhooks.map(({ id }) => [id, webhookQueues.of(id)]));
  takeBackOldAlarms(alarms, (id) => (depthOf.get(id)?.depth ?? 0) > 0);

  const parts = webhooks.map(({ id, url, ca, secret, timeoutMs, maxBytes, maxAgeMs }) => {
    const queue = webhookQueues.of(id);
    const said = createWebhookAlarms(alarms, id);
    let dropped = 0;
    const onEvicted = (count: number, why: 'full' | 'old') => {
      dropped += count;
      logger.warn({ webhook: id, count, why }, 'messages for a webhook were dropped');
      const bound = why === 'full' ? `over ${maxBytes / 1_048_576} MB` : `older than ${maxAgeMs / 3_600_000} h`;
      said.evicted(`what is ${bound} is dropped`);
    };
    const delivery = startDelivery({
      webhookId: id,
      secret,
      queue,
      sender: createSender({ url, ca, timeoutMs, clock }),
      dropped: {
        count: () => webhookQueues.dropped(id),
        told: (count) => webhookQueues.toldDropped(id, count),
      },
      alarms: said,
      clock,
      random,
      logger,
    });
    return { id, queue, delivery, onEvicted, dropped: () => dropped };
  });
  webhookQueues.onEvicted((id, count, why) => parts.find((part) => part.id === id)?.onEvicted(count, why));

  return {
    stats: () =>
      Object.fromEntries(
        parts.map(({ id, queue, delivery, dropped }) => {
          const { oldestAgeMs } = queue;
          const age = oldestAgeMs === undefined ? {} : { oldestAgeSeconds: Math.round(oldestAgeMs / 1_000) };
          return [id, { depth: queue.depth, bytes: queue.bytes, ...age, ...delivery.stats(), dropped: dropped() }];
        }),
      ),
    async stop() {
      await Promise.all(parts.map(({ delivery }) => delivery.stop()));
    },
  };
}
