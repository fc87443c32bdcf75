import type { OutgoingMessage } from './connection.js';

/** PUBLISH at QoS 1, first transmission (MQTT 5.0 section 3.3.1). */
const publishQos1 = 0x32;
const retainFlag = 0x01;
/** Identifiers of properties (MQTT 5.0 section 2.2.2.2). */
const correlationData = 0x09;
const userProperty = 0x26;

/** A PUBLISH measured and ready to be written. */
export interface PublishPacket {
  /** Of the whole packet. */
  readonly bytes: number;
  /** Writes the packet at `at`; returns where it ends. `packetId`: 1 to 65535. */
  write(into: Buffer, at: number, packetId: number): number;
}

/** The message as a QoS 1 PUBLISH of MQTT 3.1.1 or 5.0 (section 3.3 of both); 3.1.1 has no properties. */
export function publishPacket(message: OutgoingMessage, version: 4 | 5): PublishPacket {
  const { topic, payload, retain, correlation, userProperties } = message;
  const topicBytes = Buffer.byteLength(topic);
  const propertyBytes = version === 5 ? propertiesLength(correlation, userProperties) : 0;
  const propertyLengthBytes = version === 5 ? variableLength(propertyBytes) : 0;
  const remaining = 2 + topicBytes + 2 + propertyLengthBytes + propertyBytes + payload.length;
  return {
    bytes: 1 + variableLength(remaining) + remaining,
    write(into, at, packetId) {
      into[at] = retain ? publishQos1 | retainFlag : publishQos1;
      let end = writeVariable(into, at + 1, remaining);
      end = into.writeUInt16BE(topicBytes, end);
      end += into.write(topic, end, 'utf8');
      end = into.writeUInt16BE(packetId, end);
      if (version === 5) {
        end = writeVariable(into, end, propertyBytes);
        if (propertyBytes > 0) end = writeProperties(into, end, correlation, userProperties);
      }
      into.set(payload, end);
      return end + payload.length;
    },
  };
}

function propertiesLength(
  correlation: OutgoingMessage['correlation'],
  userProperties: OutgoingMessage['userProperties'],
): number {
  let bytes = correlation ? 3 + correlation.length : 0;
  for (const name in userProperties) {
    bytes += 5 + Buffer.byteLength(name) + Buffer.byteLength(userProperties[name] ?? '');
  }
  return bytes;
}

function writeProperties(
  into: Buffer,
  at: number,
  correlation: OutgoingMessage['correlation'],
  userProperties: OutgoingMessage['userProperties'],
): number {
  let end = at;
  if (correlation) {
    end = into.writeUInt8(correlationData, end);
    end = into.writeUInt16BE(correlation.length, end);
    into.set(correlation, end);
    end += correlation.length;
  }
  for (const name in userProperties) {
    end = into.writeUInt8(userProperty, end);
    end = writeString(into, end, name);
    end = writeString(into, end, userProperties[name] ?? '');
  }
  return end;
}

function writeString(into: Buffer, at: number, text: string): number {
  const bytes = into.write(text, at + 2, 'utf8');
  into.writeUInt16BE(bytes, at);
  return at + 2 + bytes;
}

/** Bytes of a variable byte integer (MQTT 5.0 section 1.5.5). */
function variableLength(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  return value < 2_097_152 ? 3 : 4;
}

function writeVariable(into: Buffer, at: number, value: number): number {
  let rest = value;
  let end = at;
  while (rest > 127) {
    into[end++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  into[end++] = rest;
  return end;
}
