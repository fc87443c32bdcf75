import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16, createPacketDecoder, encodePacket } from '../../../../simulators/led-board/onbon-codec.js';
import { hex, toHex } from '../../../support/hex.js';
import { vectors } from './vectors.js';

const { alteredO4, ...good } = vectors;
const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 300 });
const troublesome = fc.array(fc.constantFrom(0xa5, 0xa6, 0x5a, 0x5b, 0x01, 0x02), { maxLength: 300 });
const packets = fc.record({
  destination: fc.integer({ min: 0, max: 0xffff }),
  source: fc.integer({ min: 0, max: 0xffff }),
  data: fc.oneof(bytes, troublesome),
});

/** A frame around a body that may be wrong on purpose; the CRC is added, nothing else. */
function wire(body: readonly number[], crc = crc16(body)): Uint8Array {
  const pairs: Record<number, number[]> = { 165: [0xa6, 2], 166: [0xa6, 1], 90: [0x5b, 2], 91: [0x5b, 1] };
  const escaped = [...body, crc & 0xff, crc >> 8].flatMap((byte) => pairs[byte] ?? [byte]);
  return Uint8Array.of(0xa5, ...escaped, 0x5a);
}
const pingBody = [...hex('01 00 00 80 00 00 00 00 00 00 FE 02 05 00 A2 00 01 00 00')];
const altered = (at: number, value: number) => pingBody.map((byte, index) => (index === at ? value : byte));

describe('the card codec', () => {
  it('computes CRC-16/ARC', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0xbb3d);
  });

  it.each(Object.entries(good))('understands %s', (_name, frame) => {
    const packets = createPacketDecoder()(hex(frame));
    expect(packets).toHaveLength(1);
    expect(packets[0]).toMatchObject({ intact: true });
  });

  it.each(Object.entries(good))('builds %s again from what it understood', (_name, frame) => {
    const [packet] = createPacketDecoder()(hex(frame));
    expect(toHex(encodePacket({ ...packet!, data: [...packet!.data] }))).toBe(frame);
  });

  it('finds addresses and data in their places', () => {
    expect(createPacketDecoder()(hex(good.O20))).toEqual([
      {
        destination: 0x5a,
        source: 0x8000,
        dynamicFirst: false,
        intact: true,
        data: hex('A2 00 01 00 00'),
        wireLength: 24,
      },
    ]);
    expect(createPacketDecoder()(hex(good.O10))[0]).toMatchObject({ destination: 0xfffe });
    expect(createPacketDecoder()(hex(good.O16))[0]).toMatchObject({ destination: 0x8000, source: 1 });
  });

  it('undoes the escapes in text and in the CRC', () => {
    const [escapedText] = createPacketDecoder()(hex(good.O13));
    expect(toHex(escapedText!.data.slice(-5))).toBe('A5 5A A6 5B 41');
    expect(createPacketDecoder()(hex(good.O14))[0]).toMatchObject({ intact: true });
  });

  it('notices that the altered copy of O4 has a wrong CRC, and would take it with the right one', () => {
    expect(createPacketDecoder()(hex(alteredO4))[0]).toMatchObject({ intact: false });
    expect(createPacketDecoder()(hex(alteredO4.replace('A8 7D 5A', 'BD 6F 5A')))[0]).toMatchObject({ intact: true });
  });

  it('builds what it understands, whatever the bytes', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const frame = encodePacket(packet);
        expect([...frame.subarray(8, -1)].some((byte) => byte === 0xa5 || byte === 0x5a)).toBe(false);
        const { data, ...rest } = packet;
        expect(createPacketDecoder()(frame)).toMatchObject([{ ...rest, intact: true, data: Uint8Array.from(data) }]);
      }),
    );
  });

  it('reads the same in any pieces', () => {
    const stream = Buffer.concat(Object.values(good).map(hex));
    const whole = createPacketDecoder()(stream);
    expect(whole).toHaveLength(22);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const decode = createPacketDecoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
        expect(borders.slice(1).flatMap((end, at) => decode(stream.subarray(borders[at], end)))).toEqual(whole);
      }),
    );
  });

  it('reads the same byte by byte', () => {
    const decode = createPacketDecoder();
    expect([...hex(good.O13)].flatMap((byte) => decode(Uint8Array.of(byte)))).toHaveLength(1);
  });

  it('never throws, and understands the first good frame after any noise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 3_000 }), troublesome), (noise) => {
        const decode = createPacketDecoder();
        decode(Uint8Array.from(noise));
        expect(decode(hex(good.O1)).at(-1)).toMatchObject({ destination: 1, intact: true });
      }),
    );
  });

  it('takes no frame with one bit wrong for an intact one, but where that bit turns the check off', () => {
    const frame = hex(vectors.O12);
    const [whole] = createPacketDecoder()(frame);
    const taken: number[] = [];
    for (let bit = 8 * 8; bit < frame.length * 8; bit++) {
      const damaged = Uint8Array.from(frame);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const intact = createPacketDecoder()(damaged).filter((packet) => packet.intact);
      if (intact.length > 0) taken.push(bit);
      for (const packet of intact) expect(packet).toEqual(whole);
    }
    const checkMode = 8 + 8;
    expect(taken).toEqual([checkMode * 8 + 1]);
  });

  it('is content with a single A5 in front', () => {
    expect(createPacketDecoder()(hex(good.O1).subarray(7))).toHaveLength(1);
  });

  it.each([
    ['a bad pair after A6', 'A5 01 A6 03 00 5A'],
    ['a bad pair after 5B', 'A5 01 5B 00 00 5A'],
    ['an escape cut off by the tail', `${good.O1.slice(0, -2)} A6 5A`],
    ['a body without room for a header', 'A5 01 02 03 5A'],
    ['an empty frame', 'A5 5A'],
  ])('drops %s and goes on', (_what, noise) => {
    const decode = createPacketDecoder();
    expect(decode(hex(noise))).toEqual([]);
    expect(decode(hex(good.O1))).toHaveLength(1);
  });

  it.each([
    ['a length that says less than there is', wire(altered(12, 4))],
    ['a length that says more than there is', wire(altered(12, 6))],
    ['another protocol version', wire(altered(11, 3))],
  ])('drops %s', (_what, frame) => {
    expect(createPacketDecoder()(frame)).toEqual([]);
  });

  it('checks as the header asks: 1 for the sum, 2 for nothing, and trusts no other way', () => {
    const sum = (body: readonly number[]) => body.reduce((total, byte) => total + byte, 0) & 0xffff;
    const intact = (frame: Uint8Array) => createPacketDecoder()(frame).map((packet) => packet.intact);
    expect(intact(wire(altered(8, 1), sum(altered(8, 1))))).toEqual([true]);
    expect(intact(wire(altered(8, 1)))).toEqual([false]);
    expect(intact(wire(altered(8, 2), 0x1234))).toEqual([true]);
    expect(intact(wire(altered(8, 3)))).toEqual([false]);
  });

  it('loses a frame that is longer than the receive buffer of 1024 bytes, and nothing more', () => {
    const decode = createPacketDecoder();
    const withData = (length: number) => encodePacket({ destination: 1, source: 0x8000, data: Array(length).fill(0) });
    expect(decode(withData(1_024))).toEqual([]);
    expect(decode(withData(990))).toHaveLength(1);
    // Escapes count: on the wire this one is twice as long.
    expect(decode(encodePacket({ destination: 1, source: 0x8000, data: Array(600).fill(0xa5) }))).toEqual([]);
    expect(decode(hex(good.O1))).toHaveLength(1);
  });
});
