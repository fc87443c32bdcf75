import type { OutboxRecord } from '../outbox/outbox.js';
import type { Connection, OutgoingMessage } from '../session/connection.js';

const brace = 0x7b;

/** What is told of a record beside itself. */
export interface Circumstances extends Pick<Connection, 'protocolVersion'> {
  /** Of the outbox. */
  readonly epoch: string;
  /** It was there before this connection. */
  readonly historical: boolean;
}

/**
 * The record as the centre gets it. An envelope is told its place in the outbox, `epoch.chain.seq`, and whether it is
 * replayed; a local client's own payload goes unchanged, its place in MQTT 5 user properties.
 */
export function outgoing(record: OutboxRecord, { epoch, historical, protocolVersion }: Circumstances): OutgoingMessage {
  const { topic, payload, correlation, retain = false } = record;
  if (!record.envelope && protocolVersion === 4) return { topic, payload, retain };
  const place = `${epoch}.${record.chain}.${record.seq}`;
  if (!record.envelope) {
    const userProperties = historical ? { outbox: place, historical: 'true' } : { outbox: place };
    return { topic, payload, retain, correlation, userProperties };
  }
  return { topic, payload: withPlace(payload, place, historical), retain, correlation };
}

/** Puts the fields at the front of the JSON object without reading the rest of it. */
function withPlace(payload: Uint8Array, place: string, historical: boolean): Uint8Array {
  if (payload[0] !== brace) return payload;
  const fields = `{"outbox":"${place}",${historical ? '"historical":true,' : ''}`;
  const bytes = Buffer.allocUnsafe(fields.length + payload.length - 1);
  bytes.write(fields, 'latin1');
  bytes.set(payload.subarray(1), fields.length);
  return bytes;
}
