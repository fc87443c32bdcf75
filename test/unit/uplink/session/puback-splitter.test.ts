import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { PubackSplitter } from '../../../../gateway/uplink/session/puback-splitter.js';

interface Split {
  readonly pubacks: (readonly [number, number])[];
  readonly rest: Buffer;
}

function split(...chunks: Buffer[]): Split {
  const pubacks: [number, number][] = [];
  const splitter = new PubackSplitter((packetId, reasonCode) => pubacks.push([packetId, reasonCode]));
  const rest = chunks.flatMap((chunk) => splitter.take(chunk));
  return { pubacks, rest: Buffer.concat(rest) };
}

const hex = (bytes: string) => Buffer.from(bytes.replaceAll(' ', ''), 'hex');
const generated = (packet: Packet) => mqttPacket.generate(packet, { protocolVersion: 5 });

const packetId = fc.integer({ min: 1, max: 65_535 });
const puback = fc.record({
  messageId: packetId,
  reasonCode: fc.constantFrom(0, 16, 128, 131, 135, 144, 151, 153),
  reasonString: fc.option(fc.string({ maxLength: 300 }), { nil: undefined }),
});
const other = fc.oneof(
  fc.constant<Packet>({ cmd: 'pingresp' }),
  packetId.map((messageId): Packet => ({ cmd: 'suback', messageId, granted: [1] })),
  fc.record({ topic: fc.constantFrom('a', 'a/b'), size: fc.integer({ min: 0, max: 20_000 }) }).map(
    ({ topic, size }): Packet => ({
      cmd: 'publish',
      topic,
      payload: Buffer.alloc(size, 0x40),
      qos: 0,
      dup: false,
      retain: false,
    }),
  ),
);
const stream = fc.array(fc.oneof(puback, other), { maxLength: 20 });

it('reads the PUBACK of 3.1.1 and the three forms of MQTT 5 (MQTT 5.0 section 3.4)', () => {
  const { pubacks, rest } = split(
    hex('40 02 00 0a'),
    hex('40 03 00 0b 97'),
    hex('40 04 00 0c 10 00'),
    hex('40 02 ff ff'),
  );
  expect(pubacks).toEqual([
    [10, 0],
    [11, 0x97],
    [12, 0x10],
    [65_535, 0],
  ]);
  expect(rest).toHaveLength(0);
});

it('takes the PUBACKs out and leaves everything else as it came, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      stream,
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 30 }),
      (packets, cuts) => {
        const others: Buffer[] = [];
        const expected: [number, number][] = [];
        const all = packets.map((packet) => {
          if ('cmd' in packet) {
            const bytes = generated(packet);
            others.push(bytes);
            return bytes;
          }
          const { messageId, reasonCode, reasonString } = packet;
          expected.push([messageId, reasonCode]);
          return generated({
            cmd: 'puback',
            messageId,
            reasonCode,
            ...(reasonString === undefined ? {} : { properties: { reasonString } }),
          });
        });
        let left = Buffer.concat(all);
        const chunks: Buffer[] = [];
        for (let index = 0; left.length > 0; index++) {
          const size = cuts[index % cuts.length] ?? 1;
          chunks.push(left.subarray(0, size));
          left = left.subarray(size);
        }
        const { pubacks, rest } = split(...chunks);
        expect(pubacks).toEqual(expected);
        expect(rest.equals(Buffer.concat(others))).toBe(true);
      },
    ),
  );
});

it('says what it has as soon as it has it: nothing waits for the packet behind', () => {
  const pubacks: number[] = [];
  const splitter = new PubackSplitter((id) => pubacks.push(id));
  expect(Buffer.concat(splitter.take(hex('d0 00 40 02 00')))).toEqual(hex('d0 00'));
  expect(pubacks).toEqual([]);
  expect(splitter.take(hex('05 40'))).toEqual([]);
  expect(pubacks).toEqual([5]);
});

it.each([
  ['a length of more than four bytes', '40 ff ff ff ff 01'],
  ['a PUBACK without a packet id', '40 01 00'],
  ['a PUBACK with reserved flags', '41 02 00 05'],
  ['a PUBACK of 100 kB', '40 a0 8d 06 00 01 00'],
  ['noise', '00 00 00 00'],
])('leaves %s to the general parser, which ends the connection', (_, bytes) => {
  const { pubacks, rest } = split(hex(bytes));
  expect(pubacks).toEqual([]);
  expect(rest).toEqual(hex(bytes));
});
