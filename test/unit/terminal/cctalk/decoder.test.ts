import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../../drivers/terminal/cctalk/decoder.js';
import type { Checksum } from '../../../../drivers/terminal/cctalk/frame.js';
import { encodeFrame } from '../../../../drivers/terminal/cctalk/frame.js';
import { bytesOf, crcVectors, sumVectors } from './vectors.js';

/** A decoder and the time it lives in. */
function ear(checksum: Checksum = 'sum', silenceMs = 50) {
  let now = 0;
  const decoder = createFrameDecoder({ clock: { monotonic: () => now }, checksum, silenceMs });
  const headers = (chunk: Uint8Array) => decoder.push(chunk).map(({ header }) => header);
  return {
    decoder,
    push: headers,
    hear: (...texts: string[]) => headers(bytesOf(texts.join(''))),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

const poll = sumVectors['simple poll to 40'];
const ack = sumVectors['ACK of 40'];
const none = sumVectors['bill events none'];

describe('messages out of a stream', () => {
  it('come in any chunking', () => {
    const texts = Object.values(sumVectors);
    const stream = bytesOf(texts.join(''));
    const whole = ear().push(stream);
    expect(whole).toHaveLength(texts.length);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const { push } = ear();
        const headers: number[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = sizes[turn % sizes.length] as number;
          headers.push(...push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(headers).toEqual(whole);
      }),
      { numRuns: 50, seed: 5 },
    );
  });

  it('of the CRC variant too', () => {
    const { decoder } = ear('crc');
    const frames = decoder.push(bytesOf(Object.values(crcVectors).join('')));
    expect(frames.map(({ destination, source, header }) => [destination, source, header])).toEqual([
      [40, undefined, 1],
      [1, undefined, 0],
    ]);
  });

  it.each([
    [49, [0xfe]],
    [50, []],
  ])('a pause of %d ms inside a message: %j', (ms, heard) => {
    const { hear, wait } = ear();
    expect(hear(poll.slice(0, 6))).toEqual([]);
    wait(ms);
    expect(hear(poll.slice(6))).toEqual(heard);
  });

  it('the pause is a setting, for a network that holds bytes back', () => {
    const { hear, wait } = ear('sum', 400);
    hear(poll.slice(0, 6));
    wait(399);
    expect(hear(poll.slice(6))).toEqual([0xfe]);
  });

  it('half a message is forgotten in the silence, and the next one is heard', () => {
    const { hear, wait, decoder } = ear();
    hear(none.slice(0, 20));
    wait(60);
    expect(hear(poll)).toEqual([0xfe]);
    expect(decoder.dropped).toBe(7);
  });
});

describe('damage', () => {
  it.each(Object.entries(sumVectors))('any one flipped bit of "%s" costs it and never makes another', (_name, text) => {
    const bytes = bytesOf(text);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const { push, wait, hear } = ear();
      const flipped = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(push(flipped)).toEqual([]);
      wait(50);
      expect(hear(poll)).toEqual([0xfe]);
    }
  });

  it('the zeros behind a wrong one are not taken for a message, as 00 00 00 00 00 would be', () => {
    const { hear, wait } = ear();
    expect(hear(none.replace('0B', '03'))).toEqual([]);
    expect(hear('00 00 00 00 00')).toEqual([]);
    wait(50);
    expect(hear('00 00 00 00 00')).toEqual([0]);
  });

  it('on a wire that never rests a question and its answer bring it back into step', () => {
    const { hear } = ear();
    expect(hear('FF FE 00 13')).toEqual([]);
    expect(hear(ack)).toEqual([]);
    expect(hear(poll)).toEqual([]);
    expect(hear(ack)).toEqual([0xfe, 0]);
    expect(hear(sumVectors['bill events poll'], none)).toEqual([0x9f, 0]);
  });

  it('a reply to somebody else does not', () => {
    const { hear } = ear();
    hear('FF FE');
    expect(hear(poll, sumVectors['ACK of 2'])).toEqual([]);
    expect(hear(sumVectors['simple poll to 2'], sumVectors['ACK of 2'])).toEqual([0xfe, 0]);
  });

  it('a length over 252 is no message', () => {
    const { hear, wait } = ear();
    expect(hear('28 FD 01 FE')).toEqual([]);
    wait(50);
    expect(hear(poll)).toEqual([0xfe]);
  });

  it('noise without end keeps little, harms nothing, and is over after a silence', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 60 }), (chunks) => {
        const { decoder, wait, hear } = ear();
        let came = 0;
        for (const chunk of chunks) {
          came += chunk.length;
          decoder.push(chunk);
          expect(came - decoder.dropped).toBeLessThan(60 * 64 + 1);
        }
        wait(50);
        expect(hear(poll)).toEqual([0xfe]);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('keeps at most the longest question and answer', () => {
    const { push, decoder } = ear();
    for (let n = 0; n < 100; n++) push(new Uint8Array(100).fill(0xff));
    expect(10_000 - decoder.dropped).toBeLessThanOrEqual(514);
  });

  it('the longest messages are found again', () => {
    const { push } = ear();
    const question = encodeFrame({ destination: 40, header: 9, data: new Uint8Array(252).fill(3) }, 'sum');
    const answer = encodeFrame({ destination: 1, source: 40, header: 0, data: new Uint8Array(252).fill(4) }, 'sum');
    push(Uint8Array.of(0xff, 0xff, 0xff));
    expect([...push(question), ...push(answer)]).toEqual([9, 0]);
  });
});
