import type { MessageBus, MessageKind } from './bus.js';
import type { Envelope } from './envelope.js';
import type { Topics } from './topics.js';

/** What the parts of the gateway say to the world; the only place that knows which topic is what. */
export interface Publisher {
  presence(data: Record<string, unknown>): void;
  info(data: Record<string, unknown>): void;
  health(data: Record<string, unknown>): void;
  deviceInfo(deviceId: string, data: Record<string, unknown>): void;
  deviceState(deviceId: string, data: Record<string, unknown>): void;
  deviceMeasurement(deviceId: string, data: Record<string, unknown>): void;
  deviceEvent(deviceId: string, name: string, data: Record<string, unknown>): void;
  /** undefined empties the retained topic. */
  alarm(key: { deviceId: string; type: string; qualifier: string }, record: unknown): void;
  alarmEvent(change: string, alarm: unknown): void;
  reply(commandId: string, data: Record<string, unknown>): void;
  audit(data: Record<string, unknown>): void;
  /** Empties a retained topic that nobody produces any more. */
  forget(topic: string): void;
}

export interface PublisherOptions {
  readonly bus: MessageBus;
  readonly topics: Topics;
  readonly envelop: (data: unknown) => Envelope;
}

export function createPublisher({ bus, topics, envelop }: PublisherOptions): Publisher {
  const send = (topic: string, kind: MessageKind, retained: boolean, data: unknown) =>
    bus.publish({ topic, kind, retained, envelope: data === undefined ? undefined : envelop(data) });
  return {
    presence: (data) => send(topics.presence, 'state', true, data),
    info: (data) => send(topics.info, 'state', true, data),
    health: (data) => send(topics.health, 'state', true, data),
    deviceInfo: (deviceId, data) => send(topics.deviceInfo(deviceId), 'state', true, data),
    deviceState: (deviceId, data) => send(topics.deviceState(deviceId), 'state', true, data),
    deviceMeasurement: (deviceId, data) => send(topics.deviceMeasurement(deviceId), 'telemetry', false, data),
    deviceEvent: (deviceId, name, data) =>
      send(topics.deviceEvent(deviceId), 'critical', false, { event: name, ...data }),
    alarm: ({ deviceId, type, qualifier }, record) =>
      send(topics.alarm(deviceId, type, qualifier), 'state', true, record),
    alarmEvent: (change, alarm) => send(topics.alarmEvent, 'critical', false, { change, alarm }),
    reply: (commandId, data) => send(topics.reply(commandId), 'critical', false, data),
    audit: (data) => send(topics.audit, 'critical', false, data),
    forget: (topic) => send(topic, 'state', true, undefined),
  };
}
