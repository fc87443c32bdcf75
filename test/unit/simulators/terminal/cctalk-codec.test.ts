import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CctalkMessage,
  createMessageDecoder,
  encodeMessage,
} from '../../../../simulators/terminal/cctalk-codec.js';
import { hex, toHex } from '../../../support/hex.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const text = (ascii: string) => [...Buffer.from(ascii)];
const zeros = (count: number) => Array<number>(count).fill(0);

/** terminal-health.md 5.1: wire bytes; destination, source, header, data. */
const vectors: readonly [wire: string, message: readonly [number, number, number, readonly number[]]][] = [
  ['28 00 01 FE D9', [40, 1, 254, []]],
  ['01 00 28 00 D7', [1, 40, 0, []]],
  ['02 00 01 FE FF', [2, 1, 254, []]],
  ['01 00 02 00 FD', [1, 2, 0, []]],
  ['01 00 02 05 F8', [1, 2, 5, []]],
  ['28 00 01 F5 E2', [40, 1, 245, []]],
  ['01 0E 28 00 42 69 6C 6C 20 56 61 6C 69 64 61 74 6F 72 80', [1, 40, 0, text('Bill Validator')]],
  ['28 00 01 F6 E1', [40, 1, 246, []]],
  ['28 00 01 F4 E3', [40, 1, 244, []]],
  ['28 00 01 F2 E5', [40, 1, 242, []]],
  ['01 03 28 00 BC 61 4E 69', [1, 40, 0, [0xbc, 0x61, 0x4e]]],
  ['28 00 01 F9 DE', [40, 1, 249, []]],
  ['01 02 28 00 02 14 BF', [1, 40, 0, [2, 20]]],
  ['28 00 01 E8 EF', [40, 1, 232, []]],
  ['01 01 28 00 00 D6', [1, 40, 0, [0]]],
  ['01 01 28 00 2C AA', [1, 40, 0, [44]]],
  ['01 01 28 00 2D A9', [1, 40, 0, [45]]],
  ['01 01 28 00 27 AF', [1, 40, 0, [39]]],
  ['01 02 28 00 24 03 AE', [1, 40, 0, [36, 3]]],
  ['28 00 01 9F 38', [40, 1, 159, []]],
  ['01 0B 28 00 00 00 00 00 00 00 00 00 00 00 00 CC', [1, 40, 0, zeros(11)]],
  ['01 0B 28 00 01 00 0B 00 00 00 00 00 00 00 00 C0', [1, 40, 0, [1, 0, 11, ...zeros(8)]]],
  ['01 0B 28 00 02 00 0C 00 0B 00 00 00 00 00 00 B3', [1, 40, 0, [2, 0, 12, 0, 11, ...zeros(6)]]],
  ['01 0B 28 00 03 00 0E 00 0C 00 0B 00 00 00 00 A4', [1, 40, 0, [3, 0, 14, 0, 12, 0, 11, ...zeros(4)]]],
  ['02 00 01 E5 18', [2, 1, 229, []]],
  ['01 0B 02 00 06 06 04 00 14 00 17 06 04 0D 02 9E', [1, 2, 0, [6, 6, 4, 0, 0x14, 0, 0x17, 6, 4, 0x0d, 2]]],
  ['03 00 01 04 F8', [3, 1, 4, []]],
  ['03 00 01 02 FA', [3, 1, 2, []]],
  ['01 09 03 00 53 75 7A 6F 2D 48 61 70 70 8C', [1, 3, 0, text('Suzo-Happ')]],
];
const crcVectors: typeof vectors = [
  ['28 00 46 01 3F', [40, 1, 1, []]],
  ['01 03 72 00 41 53 54 C0', [1, 1, 0, text('AST')]],
];
const message = ([destination, source, header, data]: (typeof vectors)[number][1]): CctalkMessage => ({
  destination,
  source,
  header,
  data,
});
const all = [
  ...vectors.map((each) => [...each, 'sum'] as const),
  ...crcVectors.map((each) => [...each, 'crc'] as const),
];

describe('the ccTalk codec', () => {
  it.each(all)('%s is built', (wire, parts, checksum) => {
    expect(toHex(encodeMessage(message(parts), checksum))).toBe(wire);
  });

  it.each(all)('%s is understood', (wire, parts, checksum) => {
    expect(createMessageDecoder(new VirtualClock(), checksum)(hex(wire))).toEqual([message(parts)]);
  });

  it.each(all)('%s with any one bit wrong is not', (wire, _parts, checksum) => {
    const { length } = hex(wire);
    for (let bit = 0; bit < length * 8; bit++) {
      const bytes = hex(wire);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(createMessageDecoder(new VirtualClock(), checksum)(bytes)).toEqual([]);
    }
  });

  it('forgets half a message after 50 ms of silence, not before', async () => {
    const clock = new VirtualClock();
    const decode = createMessageDecoder(clock, 'sum');
    decode(hex('28 00 01'));
    await clock.advance(49);
    expect(decode(hex('FE D9'))).toHaveLength(1);
    decode(hex('28 00 01'));
    await clock.advance(50);
    expect(decode(hex('28 00 01 FE D9'))).toHaveLength(1);
  });

  it('reads the same in any pieces', () => {
    const wire = Buffer.concat(vectors.map(([bytes]) => hex(bytes)));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length })), (cuts) => {
        const decode = createMessageDecoder(new VirtualClock(), 'sum');
        const borders = [0, ...cuts.sort((a, b) => a - b), wire.length];
        expect(borders.slice(1).flatMap((end, at) => decode(wire.subarray(borders[at], end)))).toHaveLength(
          vectors.length,
        );
      }),
    );
  });

  it('never throws, and understands the next message after any noise and a silence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (noise) => {
        const clock = new VirtualClock();
        const decode = createMessageDecoder(clock, 'sum');
        decode(noise);
        clock.jump(50);
        expect(decode(hex('28 00 01 FE D9'))).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});
