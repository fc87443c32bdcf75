import type { AlarmRecord } from '../alarms/record.js';
import type { AlarmPort } from '../devices/device.js';
import type { Standing } from './figures-schema.js';

/** Alarm types the gateway itself can raise when it has webhooks; the qualifier is the webhook's id. */
export const webhookAlarmTypes = ['webhook-unreachable', 'webhook-refused', 'webhook-evicted'] as const;
type WebhookAlarmType = (typeof webhookAlarmTypes)[number];

export interface WebhookAlarms {
  /** Said at each change; an alarm's detail is that of the first failure, as every new one would be a write to disk. */
  stands(standing: Standing, reason: string): void;
  /** A message was given up. */
  refused(reason: string): void;
  /** Messages were dropped. */
  evicted(why: string): void;
}

export function createWebhookAlarms(alarms: Pick<AlarmPort, 'condition'>, id: string): WebhookAlarms {
  const say = (type: WebhookAlarmType, active: boolean, detail?: string) =>
    alarms.condition('gateway', { type, qualifier: id, active, ...(detail === undefined ? {} : { detail }) });
  let standing: Standing | undefined;
  /** Something that happens rather than lasts: the catalogue's off-delay keeps it raised. */
  const happened = (type: WebhookAlarmType, detail: string) => {
    say(type, true, detail);
    if (type !== 'webhook-refused' || standing !== 'misdirected') say(type, false);
  };
  return {
    stands(now, reason) {
      if (standing === now) return;
      standing = now;
      say('webhook-unreachable', now === 'unreachable', now === 'unreachable' ? reason : undefined);
      say('webhook-refused', now === 'misdirected', now === 'misdirected' ? reason : undefined);
    },
    refused: (reason) => happened('webhook-refused', reason),
    evicted: (why) => happened('webhook-evicted', why),
  };
}

/**
 * Takes back what an earlier start left raised: of webhooks that are no longer configured everything, of the others what
 * nothing would take back. Whether a receiver is there shows with the next message.
 */
export function takeBackOldAlarms(
  alarms: Pick<AlarmPort, 'condition'> & { list(): readonly AlarmRecord[] },
  waits: (id: string) => boolean,
): void {
  for (const { 'alarm-type-id': name, 'alarm-type-qualifier': qualifier, 'is-cleared': cleared } of alarms.list()) {
    const type = webhookAlarmTypes.find((own) => own === name);
    if (!type || cleared) continue;
    if (type === 'webhook-evicted' || !waits(qualifier))
      alarms.condition('gateway', { type, qualifier, active: false });
  }
}
