import type { Message } from '../messages/bus.js';
import type { Topics } from '../messages/topics.js';

/**
 * Turns messages into a line per change for somebody who watches a terminal; undefined for what does not change
 * anything (health, measurements, repeated states).
 */
export function createLineWriter(topics: Topics): (message: Message) => string | undefined {
  const operating = new Map<string, string>();
  return ({ topic, envelope }) => {
    if (!envelope) return undefined;
    const data = envelope.data as Record<string, unknown>;
    const time = new Date(envelope.time).toTimeString().slice(0, 8);
    const line = describe(topic.slice(topics.root.length + 1), data, operating);
    return line === undefined ? undefined : `${time}  ${line}`;
  };
}

function describe(topic: string, data: Record<string, unknown>, operating: Map<string, string>): string | undefined {
  const [area = '', deviceId = '', what = ''] = topic.split('/');
  if (area === 'alarm-event') return alarmLine(data);
  if (area === 'notification') return notificationLine(data);
  if (area !== 'device') return undefined;
  if (what === 'state') return stateLine(deviceId, data, operating);
  if (what === 'event') return eventLine(deviceId, data);
  return undefined;
}

function stateLine(
  deviceId: string,
  data: Record<string, unknown>,
  operating: Map<string, string>,
): string | undefined {
  const now = `${String(data['operating'])}${data['admin'] === 'enabled' ? '' : ` (${String(data['admin'])})`}`;
  if (operating.get(deviceId) === now) return undefined;
  operating.set(deviceId, now);
  return `device  ${deviceId.padEnd(10)} ${now}${typeof data['reason'] === 'string' ? `: ${data['reason']}` : ''}`;
}

function eventLine(deviceId: string, { event, ...data }: Record<string, unknown>): string {
  const fields = Object.entries(data).map(([name, value]) => `${name}=${String(value)}`);
  return `event   ${deviceId.padEnd(10)} ${String(event)} ${fields.join(' ')}`;
}

function alarmLine({ change, alarm, open }: Record<string, unknown>): string {
  if (change === 'list-rebuilt') return `ALARM   ${'gateway'.padEnd(10)} list rebuilt, ${String(open)} open`;
  const record = alarm as Record<string, unknown>;
  const device = String(record['resource']).split('/').at(-1) ?? '';
  const severity = change === 'clear' ? 'cleared' : String(record['perceived-severity']);
  return `ALARM   ${device.padEnd(10)} ${String(change)} ${severity} ${String(record['x-code'])} ${String(record['alarm-text'])}`;
}

function notificationLine({ to, message }: Record<string, unknown>): string {
  const { name = 'central' } = (to ?? {}) as { name?: string };
  return `tell    ${name.padEnd(10)} ${String(message)}`;
}
