import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer, stampOf } from '../../../../simulators/people-counter/foorir-answer.js';
import {
  createFrameDecoder,
  encodeFrame,
  everyId,
  type FoorirFrame,
} from '../../../../simulators/people-counter/foorir-codec.js';
import { hex, toHex } from '../../../support/hex.js';
import { vectors } from './foorir-vectors.js';

const frameOf = (data: string, parameter = 2): FoorirFrame => ({ id: everyId, command: 0xd2, parameter, data });

describe('the codec of the counter', () => {
  it.each(vectors)('$name is understood and built', ({ wire, data, parameter }) => {
    expect(createFrameDecoder()(hex(wire))).toEqual([frameOf(data, parameter)]);
    expect(toHex(encodeFrame(frameOf(data, parameter)))).toBe(wire);
  });

  it('reads the same in any pieces, with noise between the frames', () => {
    const wire = Buffer.concat(vectors.map(({ wire: one }) => Buffer.concat([hex('00 7D 41'), hex(one)])));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length })), (cuts) => {
        const decode = createFrameDecoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), wire.length];
        const frames = borders.slice(1).flatMap((end, at) => decode(wire.subarray(borders[at], end)));
        expect(frames).toEqual(vectors.map(({ data, parameter }) => frameOf(data, parameter)));
      }),
      { numRuns: 50 },
    );
  });

  it('builds what it understands, whatever has to be escaped', () => {
    const frame = fc.record({
      id: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
      command: fc.integer({ min: 0, max: 255 }),
      parameter: fc.integer({ min: 0, max: 255 }),
      data: fc.string({ maxLength: 600 }).map((text) => text.replace(/[^ -~]/g, '~')),
    });
    fc.assert(
      fc.property(frame, (value) => {
        const wire = encodeFrame(value);
        expect(wire.slice(1, -1)).not.toContain(0x7e);
        expect(createFrameDecoder()(wire)).toEqual([value]);
      }),
    );
  });

  it('understands no frame with one bit wrong', () => {
    const { wire, data } = vectors[0]!;
    for (let bit = 0; bit < hex(wire).length * 8; bit++) {
      const damaged = hex(wire);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(createFrameDecoder()(damaged)).toEqual([]);
    }
    expect(createFrameDecoder()(hex(wire))).toEqual([frameOf(data)]);
  });

  it('drops the published answer that does not verify', () => {
    const good = vectors.find(({ name }) => name.startsWith('F4'))!.wire;
    expect(createFrameDecoder()(hex(good.replace(/30 A2 62 7D$/, '70 46 30 22 F8 7D')))).toEqual([]);
  });

  it('drops a length that is not true, half an escape and a frame that never ends', () => {
    const decode = createFrameDecoder();
    expect(decode(hex('7E FF FF FF FF D2 02 00 00 7C 7D'))).toEqual([]);
    decode(Uint8Array.of(0x7e, ...Array<number>(100_000).fill(0x41)));
    expect(decode(hex('7D'))).toEqual([]);
    expect(decode(hex(vectors[0]!.wire))).toHaveLength(1);
  });

  it('never throws, and understands the first good frame after any noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => {
        const decode = createFrameDecoder();
        decode(noise);
        expect(decode(hex(vectors[0]!.wire)).at(-1)).toEqual(frameOf(vectors[0]!.data));
      }),
    );
  });
});

describe('an answer', () => {
  const said = { open: '0830', close: '1730', uploadMinutes: 5, recordMinutes: 1, direction: 2 };
  const good = '0,20240124184115,0830,1730,5,1,2,0,0,0';

  it('tells whether the record was taken, the time and the settings', () => {
    expect(readAnswer(good)).toEqual({ taken: true, wall: Date.UTC(2024, 0, 24, 18, 41, 15), settings: said });
    expect(readAnswer(`1${good.slice(1)} `)).toMatchObject({ taken: false, settings: said });
  });

  it.each([
    ['a record period over 5 min', '0,20240124184115,0830,1730,12,6,2'],
    ['no record period', '0,20240124184115,0830,1730,5,0,2'],
    ['an upload over 60 min', '0,20240124184115,0830,1730,65,5,2'],
    ['an upload that is no multiple', '0,20240124184115,0830,1730,7,5,2'],
    ['a direction that is none', '0,20240124184115,0830,1730,5,1,3'],
    ['an hour that is none', '0,20240124184115,2430,1730,5,1,2'],
    ['too few fields', '0,20240124184115'],
    ['blanks between', '0,20240124184115,0830,1730, 5,1,2'],
  ])('with %s leaves the settings as they are', (_what, data) => {
    expect(readAnswer(data)).toEqual({ taken: true, wall: Date.UTC(2024, 0, 24, 18, 41, 15), settings: undefined });
  });

  it.each(['2024012418411', '20241324184115', '2024-01-24', ''])('with the time "%s" sets no clock', (time) => {
    expect(readAnswer(`0,${time},0830,1730,5,1,2,0,0,0`)).toMatchObject({ wall: undefined, settings: said });
  });

  it.each(['', 'ok', '2,20240124184115', '0'])('"%s" is none', (data) => {
    expect(readAnswer(data)).toBeUndefined();
  });

  it('has the time the counter writes', () => {
    expect(stampOf(Date.UTC(2024, 0, 24, 18, 41, 15))).toBe('20240124184115');
  });
});
