import { type AlarmEvent, alarmEventSchema } from '../../gateway/alarms/alarm-event.js';
import { type AlarmRecord, alarmRecordSchema } from '../../gateway/alarms/record.js';
import { type AlarmSummary, alarmSummarySchema } from '../../gateway/alarms/summary.js';
import { envelopeSchema } from '../../gateway/messages/envelope.js';

/** The stream went from `after` to `next`, and what lies between was never heard. */
export interface Gap {
  readonly after: number;
  readonly next: number;
}

/**
 * What a consumer knows of the alarms of one gateway, kept as docs/alarm-stream.md says: the retained records are the
 * picture, the stream is the story, and its numbers tell when something is missing. Messages that come twice, or late,
 * change nothing. A message that does not fit its schema throws.
 */
export class AlarmView {
  readonly #open = new Map<string, AlarmRecord>();
  /** Highest `x-seq` seen per topic, also of what is over. */
  readonly #versions = new Map<string, number>();
  /** Newest version that the stream told, per topic. */
  readonly #told = new Map<string, AlarmRecord>();
  /** Last sequence of each start of the gateway. */
  readonly #boots = new Map<string, number>();
  #sequence: number | undefined;
  readonly gaps: Gap[] = [];
  /** Every message of the stream, once, in order. */
  readonly events: AlarmEvent[] = [];
  /** The newest one. */
  summary: AlarmSummary | undefined;
  /** True since a gap, until `reread`. */
  isStale = false;

  /** Takes a message of any topic; those that are not about alarms are passed over. An empty payload empties the topic. */
  apply(topic: string, payload: Uint8Array | string): void {
    const [root, branch, gateway, area, ...rest] = topic.split('/');
    if (root !== 'branch' || !branch || !gateway) return;
    const text = typeof payload === 'string' ? payload : Buffer.from(payload).toString();
    if (area === 'alarm' && rest.length >= 2) this.#record(topic, text);
    else if (area === 'alarm-event') this.#event(text);
    else if (area === 'alarm-summary') this.summary = alarmSummarySchema.parse(dataOf(text));
  }

  /** The alarms that people still have to see, by topic. */
  open(): Map<string, AlarmRecord> {
    return new Map(this.#open);
  }

  /** Forgets the picture. Whoever calls this subscribes to the records anew, since emptied topics are not said again. */
  reread(): void {
    this.#open.clear();
    this.isStale = false;
  }

  /** Topics of which the stream told a newer version than the retained record has: none, once all is said. */
  behind(): string[] {
    return [...this.#told].flatMap(([topic, { 'x-seq': told }]) => {
      const shown = this.#open.get(topic);
      return shown && shown['x-seq'] < told ? [topic] : [];
    });
  }

  #record(topic: string, text: string): void {
    if (text === '') {
      this.#open.delete(topic);
      return;
    }
    const record = alarmRecordSchema.parse(dataOf(text));
    if (record['x-seq'] < (this.#versions.get(topic) ?? 0)) return;
    this.#versions.set(topic, record['x-seq']);
    this.#open.set(topic, record);
  }

  #event(text: string): void {
    const envelope = envelopeSchema.parse(JSON.parse(text));
    const event = alarmEventSchema.parse(envelope.data);
    const { sequence } = event;
    const known = this.#boots.get(envelope.bootId);
    if (known !== undefined && sequence <= known) return;
    const last = this.#sequence;
    if (last !== undefined && sequence !== last + 1) this.#missing({ after: last, next: sequence });
    this.#boots.set(envelope.bootId, sequence);
    this.#sequence = sequence;
    this.events.push(event);
    if (event.change !== 'list-rebuilt') this.#told.set(topicOf(event.alarm), event.alarm);
  }

  #missing(gap: Gap): void {
    this.gaps.push(gap);
    this.isStale = true;
    // A new start that counts from further back has lost its disk: its versions begin anew, too.
    if (gap.next > gap.after) return;
    this.#versions.clear();
    this.#told.clear();
  }
}

function dataOf(text: string): unknown {
  return envelopeSchema.parse(JSON.parse(text)).data;
}

function topicOf(record: AlarmRecord): string {
  const [branch, gateway, device] = record.resource.split('/');
  const levels = [device, record['alarm-type-id'], record['alarm-type-qualifier']].filter(Boolean);
  return `branch/${branch}/${gateway}/alarm/${levels.join('/')}`;
}
