import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacketMeter } from '../../../gateway/broker/packet-limit.js';

/** An MQTT packet: first byte, remaining length, body (MQTT 3.1.1 section 2.2). */
function packet(bodyLength: number, first = 0x30): Uint8Array {
  const header = [first];
  let rest = bodyLength;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    header.push(rest > 0 ? byte | 0x80 : byte);
  } while (rest > 0);
  return Uint8Array.from([...header, ...new Array(bodyLength).fill(0xff)]);
}

const join = (packets: Uint8Array[]) => Uint8Array.from(packets.flatMap((bytes) => [...bytes]));

describe('the packet meter', () => {
  it('lets packets up to the limit pass', () => {
    const accepts = createPacketMeter(1000);
    expect(accepts(packet(1000))).toBe(true);
    expect(accepts(packet(0, 0xc0))).toBe(true);
    expect(accepts(packet(127))).toBe(true);
  });

  it('refuses at the header, before the body comes', () => {
    const accepts = createPacketMeter(1000);
    expect(accepts(packet(1001).subarray(0, 3))).toBe(false);
  });

  it('refuses a length field that never ends', () => {
    expect(createPacketMeter(2 ** 28)(Uint8Array.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });

  it('counts the same however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (lengths, cuts) => {
          const stream = join(lengths.map((length) => packet(length)));
          const limit = 200;
          const accepts = createPacketMeter(limit);
          let accepted = true;
          for (let at = 0, i = 0; at < stream.length && accepted; i++) {
            const end = at + (cuts[i % cuts.length] ?? 1);
            accepted = accepts(stream.subarray(at, end));
            at = end;
          }
          expect(accepted).toBe(lengths.every((length) => length <= limit));
        },
      ),
    );
  });
});
