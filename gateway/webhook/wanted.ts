import { type AlarmRecord, type Severity, severities } from '../alarms/record.js';
import type { WebhookTopic } from '../config/webhooks-schema.js';
import { webhookAlarmTypes } from './webhook-alarms.js';

/** What a webhook is to be told of. */
export interface Wants {
  readonly id: string;
  readonly about: readonly WebhookTopic[];
  readonly minimumSeverity: Severity;
}

/** What a message says of the alarm it is about, wherever it says so; every field may be missing. */
interface Subject {
  readonly alarm?: Partial<AlarmRecord>;
}

/**
 * Whether a webhook is told. What concerns no single alarm always is. A webhook is not told of its own trouble, which
 * would only lengthen its queue.
 */
export function isWanted({ id, about, minimumSeverity }: Wants, topic: WebhookTopic, data: unknown): boolean {
  if (!about.includes(topic)) return false;
  const { alarm } = (typeof data === 'object' && data !== null ? data : {}) as Subject;
  if (!alarm) return true;
  const { 'alarm-type-id': type = '', 'alarm-type-qualifier': qualifier } = alarm;
  if (qualifier === id && webhookAlarmTypes.some((own) => own === type)) return false;
  return rank(worstSinceRaise(alarm)) >= rank(minimumSeverity);
}

/**
 * The worst severity the alarm has had since it was last raised: who has heard of a raise must hear of the milder
 * severity and of the clear as well. `critical` where the message does not say.
 */
function worstSinceRaise(alarm: Partial<AlarmRecord>): Severity {
  const changes = alarm['status-change'] ?? [];
  const until = changes.at(-1)?.['perceived-severity'] === 'cleared' ? changes.slice(0, -1) : changes;
  const clearedAt = until.findLastIndex((change) => change['perceived-severity'] === 'cleared');
  const since = until
    .slice(clearedAt + 1)
    .flatMap(({ 'perceived-severity': severity }) => (severity === 'cleared' ? [] : [severity]));
  const all = [...since, ...(alarm['perceived-severity'] ? [alarm['perceived-severity']] : [])];
  return all.sort((a, b) => rank(b) - rank(a))[0] ?? 'critical';
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}
