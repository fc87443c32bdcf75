import { backoffMs, type Clock, sleep, withTimeout } from '../../drivers/index.js';
import type { Logger } from '../logger.js';
import { packageVersion } from '../version.js';
import type { Standing } from './figures-schema.js';
import type { QueueItem, WebhookQueue } from './queue.js';
import type { Sender } from './sender.js';
import { signatureOf } from './signature.js';
import { verdictOf } from './verdict.js';
import type { WebhookAlarms } from './webhook-alarms.js';

/** How long a stopping gateway waits for the receiver to take what there is, ms; the rest follows at the next start. */
const lastWordsMs = 1_000;

export interface DeliveryOptions {
  readonly webhookId: string;
  readonly secret: string;
  readonly queue: WebhookQueue;
  readonly sender: Sender;
  /** Messages the receiver has missed, and that it has been told so. */
  readonly dropped: { count(): number; told(count: number): void };
  readonly alarms: WebhookAlarms;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

export interface DeliveryStats {
  readonly delivered: number;
  /** Attempts after which the message was tried again. */
  readonly failed: number;
  /** Messages the receiver did not want. */
  readonly refused: number;
  readonly standing: Standing;
}

export interface Delivery {
  stats(): DeliveryStats;
  /** Gives the receiver a moment; what it has not taken stays in the queue. */
  stop(): Promise<void>;
}

/** Tells one webhook of its queue, message by message in order, for ever; whatever the receiver does stays here. */
export function startDelivery(options: DeliveryOptions): Delivery {
  const { webhookId, secret, queue, sender, dropped, alarms, clock, random, logger } = options;
  const ended = new AbortController();
  let stopping = false;
  let wake: () => void = () => undefined;
  let standing: Standing = 'well';
  const counts = { delivered: 0, failed: 0, refused: 0 };

  function stands(now: Standing, reason: string): void {
    alarms.stands(now, reason);
    if (now === standing) return;
    standing = now;
    if (now === 'well') logger.info({ webhook: webhookId, waiting: queue.depth }, 'webhook is told again');
    else logger.warn({ webhook: webhookId, reason }, `webhook is ${now}`);
  }

  /** One attempt; resolves with how long to leave the receiver alone, ms. */
  async function attempt(item: QueueItem, failures: number): Promise<number> {
    const missed = dropped.count();
    const answer = await sender.post(headersOf(item, failures + 1, missed), item.body, ended.signal);
    if (ended.signal.aborted && answer.kind === 'failed') return 0;
    const verdict = verdictOf(answer, clock.now());
    if (verdict.kind === 'again' || verdict.kind === 'misdirected') {
      counts.failed += 1;
      stands(verdict.kind === 'again' ? 'unreachable' : 'misdirected', verdict.reason);
      return Math.max(verdict.afterMs, backoffMs(failures, random));
    }
    if (verdict.kind === 'refused') {
      counts.refused += 1;
      logger.warn({ webhook: webhookId, message: item.id, reason: verdict.reason }, 'webhook refused a message');
      // It is there and knows us.
      stands('well', '');
      alarms.refused(`${verdict.reason}: ${item.id}`);
    } else {
      counts.delivered += 1;
      dropped.told(missed);
      stands('well', '');
    }
    queue.done();
    return 0;
  }

  function headersOf({ id, topic, body }: QueueItem, tried: number, missed: number) {
    const timestamp = Math.floor(clock.now() / 1_000);
    return {
      'content-type': 'application/json',
      'user-agent': `branch-gateway/${packageVersion()}`,
      'branch-gateway-topic': topic,
      'branch-gateway-delivery': id,
      'branch-gateway-attempt': tried,
      'branch-gateway-timestamp': timestamp,
      'branch-gateway-signature': signatureOf(secret, timestamp, body),
      ...(missed > 0 ? { 'branch-gateway-dropped': missed } : {}),
    };
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!ended.signal.aborted) {
      const item = queue.take();
      if (!item) {
        if (stopping) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
          queue.onPushed(resolve);
        });
        continue;
      }
      const restMs = await attempt(item, failures);
      queue.release();
      failures = restMs > 0 ? failures + 1 : 0;
      if (restMs > 0) await sleep(clock, restMs, ended.signal);
    }
  }
  const running = run();

  return {
    stats: () => ({ ...counts, standing }),
    async stop() {
      stopping = true;
      wake();
      if (standing !== 'well') ended.abort();
      await withTimeout(clock, running, lastWordsMs, () => new Error('not done')).catch(() => undefined);
      ended.abort();
      await running;
      sender.close();
    },
  };
}
