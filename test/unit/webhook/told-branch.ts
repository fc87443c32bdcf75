import { expect, onTestFinished } from 'vitest';
import type { AlarmCondition } from '../../../drivers/index.js';
import type { AlarmRecord } from '../../../gateway/alarms/record.js';
import type { ResolvedWebhook } from '../../../gateway/config/webhooks.js';
import { type Foundation, openFoundation } from '../../../gateway/foundation.js';
import { createLogger } from '../../../gateway/logger.js';
import { startWebhooks, type Webhooks } from '../../../gateway/webhook/compose.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { temporaryDirectory } from '../storage/support.js';

export const secret = 'a-secret-of-many-bytes';

/** A gateway with nothing but its store, its messages and its webhooks; time is virtual, sockets and disk are real. */
export interface ToldBranch {
  readonly clock: VirtualClock;
  readonly foundation: Foundation;
  readonly webhooks: Webhooks;
  /** What the alarms were told, newest last. */
  readonly conditions: AlarmCondition[];
  /** Makes, commits and says an alarm change, as the ledger does. */
  tell(text: string, more?: Record<string, unknown>): Promise<void>;
  /** Makes and commits it, and is killed before it is said. */
  commitOnly(text: string): Promise<void>;
  stop(): Promise<void>;
  /** Lets virtual time pass until it is true. */
  within(virtualMs: number, fact: () => boolean): Promise<void>;
}

export interface ToldOptions {
  readonly directory: string;
  readonly webhooks: readonly ResolvedWebhook[];
  readonly clock?: VirtualClock;
  readonly clockSynced?: boolean;
  /** What stands in the alarm list at the start. */
  readonly raised?: readonly AlarmRecord[];
}

export function webhookTo(receiver: { readonly port: number }, more: Partial<ResolvedWebhook> = {}): ResolvedWebhook {
  return {
    id: 'oncall',
    url: `http://127.0.0.1:${receiver.port}/in`,
    secret,
    about: ['notification', 'alarm-event'],
    minimumSeverity: 'warning',
    timeoutMs: 5_000,
    maxBytes: 1_048_576,
    maxAgeMs: 24 * 3_600_000,
    ...more,
  };
}

export async function receiverForTest(options?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const receiver = await startReceiver(options);
  onTestFinished(() => receiver.close());
  return receiver;
}

export const scratch = temporaryDirectory;

export async function toldBranch(options: ToldOptions): Promise<ToldBranch> {
  const { directory, webhooks: settings, clock = new VirtualClock(), clockSynced = true, raised = [] } = options;
  const conditions: AlarmCondition[] = [];
  const foundation = await openFoundation({
    site: { branchId: 'b1', gatewayId: 'gw1' },
    stateDir: directory,
    clock,
    random: () => 0.5,
    logger: createLogger('silent'),
    hasUplink: false,
    webhooks: settings,
    clockSynced: () => clockSynced,
    onStorageCondition: () => undefined,
  });
  const webhooks = startWebhooks({
    foundation,
    webhooks: settings,
    alarms: {
      condition: (_id, condition) => conditions.push(condition),
      contactLost: () => undefined,
      contactRestored: () => undefined,
      suppress: () => undefined,
      list: () => [...raised],
    },
  });
  const { publisher, store } = foundation;
  const make = (text: string, more: Record<string, unknown> = {}) =>
    publisher.stage.alarmEvent({ change: 'raise', text, ...more });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await clock.finish(webhooks.stop(), 50);
    await foundation.webhookQueues.stop();
    await store.close();
  };
  onTestFinished(stop);
  return {
    clock,
    foundation,
    webhooks,
    conditions,
    async tell(text, more) {
      const staged = make(text, more);
      await store.commit(staged.changes);
      staged.say();
    },
    commitOnly: (text) => store.commit(make(text).changes),
    stop,
    async within(virtualMs, fact) {
      const until = clock.monotonic() + virtualMs;
      while (!fact() && clock.monotonic() < until) await clock.advance(Math.min(100, until - clock.monotonic()));
      // The time is over; what is on its way over sockets may arrive.
      await expect.poll(fact, { interval: 2, timeout: 5_000 }).toBe(true);
    },
  };
}

export const textsOf = (receiver: Receiver) => receiver.seen.map(({ message }) => message.data['text']);
