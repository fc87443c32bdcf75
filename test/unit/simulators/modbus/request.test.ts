import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16 } from '../../../../simulators/modbus/crc.js';
import { createRequestDecoder } from '../../../../simulators/modbus/request.js';
import { hex, toHex } from '../../../support/hex.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { m25, misprints, vectorOf, vectors } from '../led-board/modbus-digits-vectors.js';
import { frame, read, writeMany, writeOne } from './master.js';

function listen() {
  const clock = new VirtualClock();
  const decode = createRequestDecoder(clock);
  return { clock, decode: (bytes: Uint8Array | string) => decode(typeof bytes === 'string' ? hex(bytes) : bytes) };
}

const all = [...vectors.map(({ request }) => request), m25];

describe('the slave side of Modbus RTU', () => {
  it('computes CRC-16/MODBUS', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x4b37);
  });

  it.each(all)('understands %s', (request) => {
    const [address, functionCode] = hex(request);
    const wireLength = hex(request).length;
    expect(listen().decode(request)).toEqual([expect.objectContaining({ address, functionCode, wireLength })]);
  });

  it.each([
    ['coils', read(3, 10, { functionCode: 1 }), { functionCode: 1, start: 3, count: 10, values: [] }],
    ['discrete inputs', '0A 02 00 00 00 08 78 B7', { address: 10, functionCode: 2, start: 0, count: 8, values: [] }],
    ['holding registers', m25, { functionCode: 3, start: 0, count: 12, values: [] }],
    ['input registers', '0A 04 01 0E 00 02 10 8F', { functionCode: 4, start: 0x10e, count: 2, values: [] }],
    ['a coil', writeOne(7, 0xff00, { functionCode: 5 }), { functionCode: 5, start: 7, count: 1, values: [0xff00] }],
    ['a register', '01 06 00 07 30 39 EC 19', { functionCode: 6, start: 7, count: 1, values: [12_345] }],
    [
      'many coils',
      frame(1, 15, 0, 19, 0, 10, 2, 0xcd, 1),
      { start: 19, count: 10, values: [1, 0, 1, 1, 0, 0, 1, 1, 1, 0] },
    ],
    ['many registers', vectorOf('M4').request, { functionCode: 16, start: 6, count: 2, values: [0x1300, 0x3039] }],
    ['the longest frame', writeMany(0, Array(127).fill(1)), { count: 127, wireLength: 263 }],
  ] as const)('finds %s in its place', (_what, request, expected) => {
    expect(listen().decode(request)).toEqual([expect.objectContaining(expected)]);
  });

  it('reads the same in any pieces, and two frames in one', () => {
    const stream = Buffer.concat(all.map(hex));
    const whole = listen().decode(stream);
    expect(whole).toHaveLength(all.length);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const { decode } = listen();
        const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
        expect(borders.slice(1).flatMap((end, at) => decode(stream.subarray(borders[at], end)))).toEqual(whole);
      }),
    );
  });

  it('understands the first frame after any noise and a pause', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (noise) => {
        const { decode, clock } = listen();
        decode(noise);
        await clock.advance(101);
        expect(decode(m25)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  it('understands a frame right behind noise that is no head of a long write', () => {
    const shortNoise = fc.array(fc.integer({ min: 0, max: 14 }), { maxLength: 60 });
    fc.assert(
      fc.property(shortNoise, (noise) => {
        expect(
          listen()
            .decode(Uint8Array.from([...noise, ...hex(m25)]))
            .at(-1),
        ).toMatchObject({ count: 12 });
      }),
    );
  });

  it('waits 100 ms for the rest of a frame, and no longer', async () => {
    const bytes = hex(vectorOf('M5').request);
    const { decode, clock } = listen();
    decode(bytes.subarray(0, 9));
    await clock.advance(100);
    expect(decode(bytes.subarray(9))).toHaveLength(1);
    decode(bytes.subarray(0, 9));
    await clock.advance(101);
    expect(decode(bytes.subarray(9))).toEqual([]);
  });

  it('takes no request out of the values of a write, whole or cut short', async () => {
    const inner = [0x0106, 0x0000, 0x0031, 0x481e];
    const bytes = hex(writeMany(0x40, inner));
    expect(listen().decode(bytes)).toMatchObject([{ start: 0x40, values: inner }]);
    const { decode, clock } = listen();
    expect(decode(bytes.subarray(0, -1))).toEqual([]);
    await clock.advance(101);
    expect(decode(m25)).toMatchObject([{ start: 0, count: 12 }]);
  });

  it.each(misprints)('does not take the misprint %s', (request) => {
    expect(listen().decode(request)).toEqual([]);
  });

  it('takes no frame with one bit wrong', () => {
    for (const name of ['M2', 'M18']) {
      const bytes = hex(vectorOf(name).request);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const damaged = Uint8Array.from(bytes);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        expect(listen().decode(damaged), toHex(damaged)).toEqual([]);
      }
    }
  });

  it.each([
    ['a byte count that does not fit the count', frame(1, 0x10, 0, 0, 0, 2, 2, 0, 0x31)],
    ['a function code of unknown length', frame(1, 0x2b, 0x0e, 1, 0)],
    ['an answer of another slave', '05 83 02 80 F0'],
  ])('passes over %s and goes on', (_what, noise) => {
    const { decode } = listen();
    expect(decode(noise)).toEqual([]);
    expect(decode(m25)).toHaveLength(1);
  });
});
