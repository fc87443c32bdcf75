import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, frameDecoder, longestData } from '../../../../drivers/people-counter/foorir/frame.js';
import { hex, toHex } from '../../../support/hex.js';
import { vector, vectorNames } from './vectors.js';

const text = (data: Uint8Array | undefined) => Buffer.from(data ?? []).toString('latin1');
const id = hex('FF FF FF FF');
const device = 'V1.0-EN,HX-NBI';
const settings = '20240124184115,0000,2359,5,1,0,0,0,0';

describe('frames of an HX-HE2', () => {
  it.each([
    ['F1', 0x02, `1952307280269,20230101090000,0,0,1,1,1,${device}`],
    ['F2', 0x02, `1952307280269,20230101090000,10,8,1,1,1,${device}`],
    ['F3', 0xd2, `0,${settings} `],
    ['F4', 0x02, `0,${settings}`],
    ['F5', 0x02, `1952307280269,20230101090500,3,4,0,1,0,${device}`],
    ['F6', 0x02, `1952307280269,20230101090000,27,8,1,1,1,${device}`],
    ['F7', 0x02, `1,${settings}`],
  ] as const)('%s is read and written as published', (name, parameter, data) => {
    const decoder = frameDecoder();
    const [frame, ...more] = decoder.push(vector(name));
    expect(more).toEqual([]);
    expect({ ...frame, data: text(frame?.data) }).toEqual({ id, command: 0xd2, parameter, data });
    expect(toHex(encodeFrame({ id, command: 0xd2, parameter, data: Buffer.from(data) }))).toBe(toHex(vector(name)));
    expect([decoder.intact, decoder.damaged]).toEqual([1, 0]);
  });

  it.each(vectorNames)('%s is read in any pieces, with the last byte and not before', (name) => {
    const wire = vector(name);
    const decoder = frameDecoder();
    for (const byte of wire.subarray(0, -1)) expect(decoder.push(Uint8Array.of(byte))).toEqual([]);
    expect(decoder.push(wire.subarray(-1))).toHaveLength(1);
  });

  it('follow one another in one piece', () => {
    const all = vectorNames.map(vector);
    expect(frameDecoder().push(Buffer.concat(all))).toHaveLength(all.length);
  });

  it('carry any bytes, whatever has to be escaped, in any pieces', () => {
    const special = fc.constantFrom(0x7c, 0x7d, 0x7e, 0x5c, 0x5d, 0x5e);
    const data = fc.array(fc.oneof(special, fc.nat(255)), { maxLength: 80 }).map((bytes) => Uint8Array.from(bytes));
    const head = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(
        head,
        fc.nat(255),
        fc.nat(255),
        data,
        fc.integer({ min: 1, max: 9 }),
        (unit, command, parameter, content, size) => {
          const frame = { id: unit, command, parameter, data: content };
          const wire = encodeFrame(frame);
          expect(wire.subarray(1, -1)).not.toContain(0x7e);
          expect(wire.subarray(1, -1)).not.toContain(0x7d);
          const decoder = frameDecoder();
          const seen = [];
          for (let at = 0; at < wire.length; at += size) seen.push(...decoder.push(wire.subarray(at, at + size)));
          expect(seen.map((each) => ({ ...each, data: [...each.data] }))).toEqual([{ ...frame, data: [...content] }]);
        },
      ),
    );
  });

  it('are found behind noise and a frame that was cut off', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (noise, cut) => {
        const seen = frameDecoder().push(Buffer.concat([noise, vector('F2').subarray(0, cut), vector('F5')]));
        expect(text(seen.at(-1)?.data)).toContain(',20230101090500,3,4,');
      }),
    );
  });

  it('with any one bit flipped are dropped, and the next one is read', () => {
    for (const name of ['F2', 'F6'] as const) {
      const wire = vector(name);
      for (let bit = 0; bit < wire.length * 8; bit++) {
        const flipped = wire.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const seen = frameDecoder().push(Buffer.concat([flipped, vector('F5')]));
        expect(
          seen.map(({ data }) => text(data).slice(14, 33)),
          `bit ${bit}`,
        ).toEqual(['20230101090500,3,4,']);
      }
    }
  });
});

describe('traps of the vendor', () => {
  it('the printed answer whose CRC is wrong is no frame; its right CRC is A2 62', () => {
    const right = vector('F4');
    const printed = Buffer.concat([right.subarray(0, -4), hex('70 46 30 22 F8 7D')]);
    const decoder = frameDecoder();
    expect(decoder.push(printed)).toEqual([]);
    expect(decoder.damaged).toBe(1);
    expect(decoder.push(right)).toHaveLength(1);
  });

  it('a CRC that is not escaped, as the vendor program writes it, ends the frame too early', () => {
    const unescaped = hex(toHex(vector('F6')).replace('7C 5D', '7D'));
    expect(frameDecoder().push(Buffer.concat([unescaped, vector('F2')]))).toHaveLength(1);
  });

  it('a 7C that is not escaped, as the vendor program writes it, is damage', () => {
    const frame = { id, command: 0xd2, parameter: 2, data: hex('31 7C 32') };
    const unescaped = hex(toHex(encodeFrame(frame)).replace('7C 5C', '7C'));
    const decoder = frameDecoder();
    expect(decoder.push(unescaped)).toEqual([]);
    expect(decoder.damaged).toBe(1);
    expect(decoder.push(encodeFrame(frame))).toHaveLength(1);
  });
});

describe('what is no frame', () => {
  it.each([
    ['nothing between the marks', '7E 7D'],
    ['a head alone', '7E FF FF FF FF D2 02 00 00 7D'],
    ['a length that is too long', toHex(vector('F4')).replace('00 26', '00 27')],
    ['an escape at its end', `${toHex(vector('F4')).slice(0, -2)}7C 7D`],
    ['no beginning', toHex(vector('F4')).slice(3)],
  ])('%s gives nothing, and the next one is read', (_name, wire) => {
    const decoder = frameDecoder();
    expect(decoder.push(hex(wire))).toEqual([]);
    expect(decoder.push(vector('F2'))).toHaveLength(1);
  });

  it('a frame whose length says less than it carries, though its CRC is right', () => {
    const [frame] = frameDecoder().push(encodeFrame({ id, command: 0xd2, parameter: 2, data: hex('31 32 33') }));
    expect(frame?.data).toHaveLength(3);
    // The bytes of a longer frame under the length of a shorter one.
    const long = encodeFrame({ id, command: 0xd2, parameter: 2, data: hex('31 32 33 34') });
    const body = [...long.subarray(1, -3)];
    body[7] = 3;
    expect(frameDecoder().push(Uint8Array.of(0x7e, ...resealed(body), 0x7d))).toEqual([]);
  });

  it('is as long as a frame may be, and no longer', () => {
    const longest = encodeFrame({ id, command: 0xd2, parameter: 2, data: new Uint8Array(longestData) });
    expect(frameDecoder().push(longest)).toHaveLength(1);
    const longer = encodeFrame({ id, command: 0xd2, parameter: 2, data: new Uint8Array(longestData + 1) });
    const decoder = frameDecoder();
    expect(decoder.push(longer)).toEqual([]);
    expect(decoder.damaged).toBe(1);
    expect(decoder.push(longest)).toHaveLength(1);
  });

  it('never makes the decoder throw', () => {
    const bytes = fc.array(fc.oneof(fc.constantFrom(0x7c, 0x7d, 0x7e), fc.nat(255)), { maxLength: 300 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 6 }), (chunks) => {
        const decoder = frameDecoder();
        for (const chunk of chunks) decoder.push(Uint8Array.from(chunk));
      }),
    );
  });
});

function resealed(body: readonly number[]): number[] {
  let crc = 0xffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return [...body, crc & 0xff, crc >> 8];
}
