import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc8 } from '../../../../drivers/people-counter/terabee-evo/crc8.js';
import { encodeRequest } from '../../../../drivers/people-counter/terabee-evo/request.js';
import { type Frame, type Model, streamDecoder } from '../../../../drivers/people-counter/terabee-evo/stream.js';
import { hex, toHex } from '../../../support/hex.js';
import { vectors } from './vectors.js';

const { T7, T8, T9, T10, T11 } = vectors;
const sealed = (text: string) => Uint8Array.of(...hex(text), crc8(hex(text)));
const distance: Frame = { kind: 'distances', first: 1_234, second: 2_345 };
const counted = (passedIn: number, passedOut: number, sensorId?: number): Frame => ({
  kind: 'counts',
  counts: { in: passedIn, out: passedOut },
  ...(sensorId === undefined ? {} : { sensorId }),
});
const frames = (model: Model, ...pieces: Uint8Array[]) => streamDecoder(model).push(Buffer.concat(pieces));

describe('the CRC-8 of a TeraRanger', () => {
  it('gives F4 for 123456789', () => {
    expect(crc8(Buffer.from('123456789'))).toBe(0xf4);
  });

  it.each(Object.entries(vectors))('stands at the end of %s', (_name, bytes) => {
    expect(crc8(bytes.subarray(0, -1))).toBe(bytes.at(-1));
  });
});

describe('what is said to a TeraRanger', () => {
  it('T1: reset of its counts', () => {
    expect(toHex(encodeRequest('reset counters'))).toBe(toHex(vectors.T1));
  });

  it('T4: traffic mode', () => {
    expect(toHex(encodeRequest('traffic mode'))).toBe(toHex(vectors.T4));
  });

  it('never the presence mode as its manual prints it: that CRC is not the one of these bytes', () => {
    expect(crc8(hex('00 11 07'))).toBe(0x57);
    expect(crc8(hex('00 11 07'))).not.toBe(0xae);
    expect(() => encodeRequest('presence mode' as never)).toThrow();
  });
});

describe('what a TeraRanger says', () => {
  it.each([
    ['T7', 'people-counter', T7, distance],
    ['T7', 'swipe-plus', T7, distance],
    ['T8', 'people-counter', T8, counted(5, 2, 42)],
    ['T9', 'people-counter', T9, counted(2, 3, 42)],
    ['T10', 'people-counter', T10, counted(0, 0, 42)],
    ['T11', 'swipe-plus', T11, counted(5, 2)],
    ['presence', 'swipe-plus', sealed('54 54 04 D2'), { kind: 'presence', distance: 1_234 }],
  ] as const)('%s of a %s, in any pieces', (_name, model, wire, frame) => {
    expect(frames(model, wire)).toEqual([frame]);
    const decoder = streamDecoder(model);
    for (const byte of wire.subarray(0, -1)) expect(decoder.push(Uint8Array.of(byte))).toEqual([]);
    expect(decoder.push(wire.subarray(-1))).toEqual([frame]);
    expect([decoder.intact, decoder.damaged]).toEqual([1, 0]);
  });

  it('counts that have rolled over at 65536 beside a net count that has not', () => {
    expect(frames('people-counter', sealed('50 43 00 00 00 2A 00 00 FF FE 00 01 00 03'))).toEqual([counted(1, 3, 42)]);
    expect(frames('swipe-plus', sealed('50 43 FF FF 00 01 FF FE FF FD'))).toEqual([counted(65_534, 65_533)]);
  });

  const words = fc.integer({ min: 0, max: 0xffff });
  const speech = fc.array(fc.tuple(words, words, fc.boolean()), { minLength: 1, maxLength: 30 });
  const wordHex = (value: number) => toHex(Uint8Array.of(value >> 8, value & 0xff));
  const spoken = (model: Model, [a, b, isCount]: [number, number, boolean]): { wire: Uint8Array; frame: Frame } => {
    if (!isCount) {
      return {
        wire: sealed(`44 44 ${wordHex(a)} ${wordHex(b)}`),
        frame: { kind: 'distances', first: a, second: b },
      };
    }
    const net = `${a < b ? 'FF FF' : '00 00'} ${wordHex((a - b) & 0xffff)}`;
    const head = model === 'people-counter' ? '50 43 00 00 00 2A' : '50 43';
    return {
      wire: sealed(`${head} ${net} ${wordHex(a)} ${wordHex(b)}`),
      frame: counted(a, b, model === 'people-counter' ? 42 : undefined),
    };
  };

  it.each(['people-counter', 'swipe-plus'] as const)(
    'a stream of a %s is read whole, however reads cut it',
    (model) => {
      fc.assert(
        fc.property(speech, fc.infiniteStream(fc.integer({ min: 1, max: 20 })), (said, sizes) => {
          const all = said.map((each) => spoken(model, each));
          const wire = Buffer.concat(all.map((each) => each.wire));
          const decoder = streamDecoder(model);
          const seen: Frame[] = [];
          for (let at = 0; at < wire.length; ) {
            const size = sizes.next().value;
            seen.push(...decoder.push(wire.subarray(at, at + size)));
            at += size;
          }
          expect(seen).toEqual(all.map((each) => each.frame));
          expect([decoder.damaged, decoder.contradictory, decoder.ofOtherModel]).toEqual([0, 0, 0]);
        }),
      );
    },
  );

  it('is understood from the first whole frame on, wherever it is joined', () => {
    for (let cut = 0; cut < T8.length; cut++) {
      const decoder = streamDecoder('people-counter');
      const seen = decoder.push(Buffer.concat([T8.subarray(cut), T7, T9]));
      expect(seen.slice(-2), `cut ${cut}`).toEqual([distance, counted(2, 3, 42)]);
      expect(decoder.damaged).toBe(0);
    }
  });

  it('with any one bit flipped counts nobody, and is understood again with the next frame', () => {
    const cases = [
      ['people-counter', T8],
      ['swipe-plus', T11],
    ] as const;
    for (const [model, wire] of cases) {
      for (let bit = 0; bit < wire.length * 8; bit++) {
        const flipped = wire.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const decoder = streamDecoder(model);
        const seen = decoder.push(Buffer.concat([T7, flipped, T7, T7, T7]));
        expect(
          seen.filter(({ kind }) => kind === 'counts'),
          `bit ${bit}`,
        ).toEqual([]);
        expect(seen.slice(-2)).toEqual([distance, distance]);
        expect(decoder.damaged).toBe(1);
      }
    }
  });

  it('two letters of a header inside a value do not mislead it', () => {
    const tricky = sealed('44 44 44 44 50 43');
    expect(frames('people-counter', tricky, T8)).toEqual([
      { kind: 'distances', first: 0x4444, second: 0x5043 },
      counted(5, 2, 42),
    ]);
  });
});

describe('traps', () => {
  it('a sensor of the other model counts nobody here, and is recognised', () => {
    const plus = streamDecoder('people-counter');
    expect(plus.push(Buffer.concat([T11, T7, T7, T11, T7, T7])).filter(({ kind }) => kind === 'counts')).toEqual([]);
    expect(plus.ofOtherModel).toBe(2);
    const counter = streamDecoder('swipe-plus');
    for (const byte of Buffer.concat([T8, T7, T7]))
      expect(counter.push(Uint8Array.of(byte))).not.toContainEqual(counted(5, 2));
    expect(counter.ofOtherModel).toBe(1);
  });

  it('a net count that contradicts in and out is not believed, though its CRC is right', () => {
    const decoder = streamDecoder('people-counter');
    expect(decoder.push(sealed('50 43 00 00 00 2A 00 00 00 04 00 05 00 02'))).toEqual([]);
    expect(decoder.contradictory).toBe(1);
    expect(decoder.push(Buffer.concat([T7, T8])).at(-1)).toEqual(counted(5, 2, 42));
  });

  it('fields in the other byte order contradict themselves too', () => {
    const decoder = streamDecoder('people-counter');
    expect(decoder.push(sealed('50 43 2A 00 00 00 03 00 00 00 05 00 02 00'))).toEqual([]);
    expect(decoder.contradictory).toBe(1);
  });

  it('noise never makes it throw or keep more than a frame', () => {
    const noise = fc.array(fc.oneof(fc.constantFrom(0x44, 0x50, 0x43, 0x54), fc.nat(255)), { maxLength: 200 });
    fc.assert(
      fc.property(noise, (bytes) => {
        const decoder = streamDecoder('people-counter');
        decoder.push(Uint8Array.from(bytes));
        // What is kept may swallow a frame or two that come right after it.
        expect(decoder.push(Buffer.concat([T7, T7, T7, T8])).at(-1)).toEqual(counted(5, 2, 42));
      }),
    );
  });
});
