import fc from 'fast-check';
import mqttPacket, { type IPublishPacket } from 'mqtt-packet';
import { expect, it } from 'vitest';
import type { OutgoingMessage } from '../../../../gateway/uplink/session/connection.js';
import { publishPacket } from '../../../../gateway/uplink/session/publish-packet.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const message = fc.record({
  topic: text.map((topic) => topic.replaceAll(/[+#\0]/g, '-')),
  payload: fc.uint8Array({ maxLength: 400 }),
  retain: fc.boolean(),
  correlation: fc.option(fc.uint8Array({ maxLength: 255 }), { nil: undefined }),
  userProperties: fc.option(fc.dictionary(text, text, { maxKeys: 3 }), { nil: undefined }),
});

function bytesOf(outgoing: OutgoingMessage, version: 4 | 5, packetId = 7): Buffer {
  const packet = publishPacket(outgoing, version);
  const bytes = Buffer.alloc(packet.bytes + 4, 0xee);
  expect(packet.write(bytes, 2, packetId)).toBe(packet.bytes + 2);
  expect([bytes[0], bytes[1], ...bytes.subarray(-2)]).toEqual([0xee, 0xee, 0xee, 0xee]);
  return bytes.subarray(2, -2);
}

function parsed(bytes: Buffer, version: 4 | 5): IPublishPacket {
  const packets: IPublishPacket[] = [];
  const parser = mqttPacket.parser({ protocolVersion: version });
  parser.on('packet', (packet) => packets.push(packet as IPublishPacket));
  parser.on('error', (error) => {
    throw error;
  });
  expect(parser.parse(bytes)).toBe(0);
  const [packet] = packets;
  if (packets.length !== 1 || !packet) throw new Error(`${packets.length} packets`);
  return packet;
}

it('writes the PUBLISH of the specification, byte by byte (MQTT 3.1.1 figure 3.11, QoS 1)', () => {
  const bytes = bytesOf({ topic: 'a/b', payload: Buffer.from('hi'), retain: false }, 4, 10);
  expect(bytes.toString('hex')).toBe('32090003612f62000a6869');
});

it('writes MQTT 5 properties behind the packet id (MQTT 5.0 section 3.3.2.3)', () => {
  const bytes = bytesOf(
    {
      topic: 'a/b',
      payload: Buffer.from('hi'),
      retain: true,
      correlation: Buffer.from([1, 2]),
      userProperties: { k: 'v' },
    },
    5,
    0x1234,
  );
  expect(bytes.toString('hex')).toBe('33160003612f6212340c09000201022600016b0001766869');
});

it('is read back by an independent parser, whatever the message', () => {
  fc.assert(
    fc.property(message, fc.integer({ min: 1, max: 65_535 }), (outgoing, packetId) => {
      const packet = parsed(bytesOf(outgoing, 5, packetId), 5);
      expect(packet).toMatchObject({
        cmd: 'publish',
        qos: 1,
        dup: false,
        retain: outgoing.retain,
        messageId: packetId,
      });
      expect(packet.topic).toBe(outgoing.topic);
      expect(Buffer.from(packet.payload)).toEqual(Buffer.from(outgoing.payload));
      const { correlationData, userProperties } = packet.properties ?? {};
      expect(correlationData && [...correlationData]).toEqual(outgoing.correlation && [...outgoing.correlation]);
      expect({ ...userProperties }).toEqual({ ...outgoing.userProperties });
    }),
  );
});

it('leaves correlation and user properties out on 3.1.1, which has no place for them', () => {
  fc.assert(
    fc.property(message, (outgoing) => {
      const { topic, payload, retain } = outgoing;
      expect(bytesOf(outgoing, 4)).toEqual(bytesOf({ topic, payload, retain }, 4));
      expect(parsed(bytesOf(outgoing, 4), 4).topic).toBe(topic);
    }),
  );
});

it.each([0, 100, 121, 122, 127, 16_000, 16_377, 16_378, 2_097_145, 2_097_146])(
  'knows the length of the length for a payload of %i bytes',
  (length) => {
    const payload = Buffer.alloc(length, 0x61);
    expect(parsed(bytesOf({ topic: 'a', payload, retain: false }, 5), 5).payload).toHaveLength(length);
  },
);
