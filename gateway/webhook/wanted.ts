import { type AlarmRecord, type Severity, severities } from '../alarms/record.js';
import type { WebhookTopic } from '../config/webhooks-schema.js';
import { webhookAlarmTypes } from './webhook-alarms.js';

/** What a webhook is to be told of. */
export interface Wants {
  readonly id: string;
  readonly about: readonly WebhookTopic[];
  readonly minimumSeverity: Severity;
}

/** The alarm of a change is its record, that of a notification a few words of it; any field may be missing. */
interface Subject extends Partial<AlarmRecord> {
  readonly alarmType?: string;
  readonly qualifier?: string;
  readonly severity?: Severity;
}
interface AboutAlarms {
  readonly alarm?: Subject;
  /** Told in the same notification. */
  readonly also?: readonly { readonly alarm?: Subject }[];
}

/**
 * Whether a webhook is told. What concerns no alarm always is. A webhook is not told of its own trouble, which would only
 * lengthen its queue.
 */
export function isWanted({ id, about, minimumSeverity }: Wants, topic: WebhookTopic, data: unknown): boolean {
  if (!about.includes(topic)) return false;
  const { alarm, also = [] } = (typeof data === 'object' && data !== null ? data : {}) as AboutAlarms;
  const subjects = [alarm, ...also.map((other) => other.alarm)].filter((subject) => subject !== undefined);
  if (subjects.length === 0) return true;
  return subjects.some(
    (subject) => !isOwnTrouble(subject, id) && rank(worstSinceRaise(subject)) >= rank(minimumSeverity),
  );
}

function isOwnTrouble(subject: Subject, id: string): boolean {
  const type = subject['alarm-type-id'] ?? subject.alarmType;
  const qualifier = subject['alarm-type-qualifier'] ?? subject.qualifier;
  return qualifier === id && webhookAlarmTypes.some((own) => own === type);
}

/**
 * The worst severity the alarm has had since it was last raised: who has heard of a raise must hear of the milder
 * severity and of the clear as well. `critical` where the message does not say.
 */
function worstSinceRaise(alarm: Subject): Severity {
  const changes = (alarm['status-change'] ?? []).map((change) => change['perceived-severity']);
  const until = changes.at(-1) === 'cleared' ? changes.slice(0, -1) : changes;
  const since = until.slice(until.lastIndexOf('cleared') + 1);
  const all = [...since, alarm['perceived-severity'], alarm.severity].filter(
    (severity) => severity !== undefined && severity !== 'cleared',
  );
  return all.sort((a, b) => rank(b) - rank(a))[0] ?? 'critical';
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}
