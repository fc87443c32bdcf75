import type { Change } from '../storage/change.js';
import type { Message, MessageBus, MessageKind } from './bus.js';
import type { Envelope } from './envelope.js';
import type { Keeper } from './handover.js';
import type { Topics } from './topics.js';

/** Where a reply is wanted besides its ordinary topic. */
interface ReplyTo {
  readonly topic: string;
  readonly correlation?: Uint8Array | undefined;
}

/** Messages made and not yet said. */
export interface Staged {
  /** To be committed together with what the messages tell of: they survive with it. Empty without uplink and webhooks. */
  readonly changes: readonly Change[];
  say(): void;
  /** Instead of `say`: what undoes `changes` after a commit that the disk refused. */
  unsay(): readonly Change[];
}

/** What must not be lost, for whoever commits what it tells of. */
export interface Stage {
  alarmEvent(data: Record<string, unknown>): Staged;
  /** Somebody of the branch is to be told of an alarm. */
  notification(data: Record<string, unknown>): Staged;
  deviceEvent(deviceId: string, name: string, data: Record<string, unknown>): Staged;
  /** Counts of an interval (DESIGN.md section 7), not raw telemetry. */
  intervalCounts(deviceId: string, data: Record<string, unknown>): Staged;
  reply(commandId: string, data: Record<string, unknown>, replyTo?: ReplyTo): Staged;
  audit(data: Record<string, unknown>): Staged;
}

/** What the parts of the gateway say to the world; the only place that knows which topic is what. */
export interface Publisher {
  readonly stage: Stage;
  /** A reply that another one follows: nothing is kept of it. */
  reply(commandId: string, data: Record<string, unknown>, replyTo?: ReplyTo): void;
  /** The final reply to a question: said to its side only, and not kept beyond what telemetry is. */
  answer(commandId: string, data: Record<string, unknown>, origin: 'local' | 'centre', replyTo?: ReplyTo): void;
  presence(data: Record<string, unknown>): void;
  info(data: Record<string, unknown>): void;
  health(data: Record<string, unknown>): void;
  deviceInfo(deviceId: string, data: Record<string, unknown>): void;
  deviceState(deviceId: string, data: Record<string, unknown>): void;
  /** Raw telemetry. */
  deviceMeasurement(deviceId: string, data: Record<string, unknown>): void;
  alarmSummary(data: Record<string, unknown>): void;
  hall(data: Record<string, unknown>): void;
  /** undefined empties the retained topic. */
  alarm(key: { deviceId: string; type: string; qualifier: string }, record: unknown): void;
  /** Empties a retained topic that nobody produces any more. */
  forget(topic: string): void;
}

export interface PublisherOptions {
  readonly bus: MessageBus;
  readonly topics: Topics;
  readonly envelop: (data: unknown) => Envelope;
  /** Absent where nobody but local clients hears. */
  readonly handover?: Keeper | undefined;
}

export function createPublisher({ bus, topics, envelop, handover }: PublisherOptions): Publisher {
  const send = (topic: string, kind: MessageKind, retained: boolean, data: unknown) =>
    bus.publish({ topic, kind, retained, envelope: data === undefined ? undefined : envelop(data) });
  const staged = (messages: readonly Message[]): Staged => ({
    changes: handover?.keep(messages) ?? [],
    say: () => {
      for (const message of messages) bus.publish(message);
    },
    unsay: () => handover?.takeBack(messages) ?? [],
  });
  const made = (topic: string, kind: MessageKind, data: unknown, extra: Partial<Message> = {}): Message => ({
    topic,
    kind,
    retained: false,
    envelope: envelop(data),
    ...extra,
  });
  const replies = (commandId: string, data: Record<string, unknown>, replyTo?: ReplyTo): Message[] => {
    const topic = topics.reply(commandId);
    const correlation = replyTo?.correlation ? { correlation: replyTo.correlation } : {};
    const isElsewhere = replyTo !== undefined && replyTo.topic !== topic;
    const elsewhere = isElsewhere ? [made(replyTo.topic, 'critical', data, { centreOnly: true, ...correlation })] : [];
    return [made(topic, 'critical', data, isElsewhere ? {} : correlation), ...elsewhere];
  };
  return {
    stage: {
      alarmEvent: (data) => staged([made(topics.alarmEvent, 'critical', data)]),
      notification: (data) => staged([made(topics.notification, 'critical', data)]),
      deviceEvent: (deviceId, name, data) =>
        staged([made(topics.deviceEvent(deviceId), 'critical', { event: name, ...data })]),
      intervalCounts: (deviceId, data) => staged([made(topics.deviceMeasurement(deviceId), 'event', data)]),
      reply: (commandId, data, replyTo) => staged(replies(commandId, data, replyTo)),
      audit: (data) => staged([made(topics.audit, 'critical', data)]),
    },
    reply: (commandId, data, replyTo) => {
      for (const message of replies(commandId, data, replyTo)) bus.publish(message);
    },
    answer: (commandId, data, origin, replyTo) => {
      for (const message of replies(commandId, data, replyTo)) {
        bus.publish({ ...message, kind: 'telemetry', ...(origin === 'local' ? { localOnly: true } : {}) });
      }
    },
    presence: (data) => send(topics.presence, 'state', true, data),
    info: (data) => send(topics.info, 'state', true, data),
    health: (data) => send(topics.health, 'state', true, data),
    deviceInfo: (deviceId, data) => send(topics.deviceInfo(deviceId), 'state', true, data),
    deviceState: (deviceId, data) => send(topics.deviceState(deviceId), 'state', true, data),
    deviceMeasurement: (deviceId, data) => send(topics.deviceMeasurement(deviceId), 'telemetry', false, data),
    alarmSummary: (data) => send(topics.alarmSummary, 'state', true, data),
    hall: (data) => send(topics.hall, 'state', true, data),
    alarm: ({ deviceId, type, qualifier }, record) =>
      send(topics.alarm(deviceId, type, qualifier), 'state', true, record),
    forget: (topic) => send(topic, 'state', true, undefined),
  };
}
