import { describe, expect, it } from 'vitest';
import {
  decodePollingPriority,
  decodeRevision,
  decodeSerialNumber,
  decodeText,
} from '../../../../drivers/terminal/cctalk/answers.js';
import { decodeSelfCheck, faultText } from '../../../../drivers/terminal/cctalk/faults.js';
import { type Checksum, encodeFrame, parseFrame } from '../../../../drivers/terminal/cctalk/frame.js';
import { toHex } from '../../../support/hex.js';
import { bytesOf, crcVectors, sumVectors } from './vectors.js';

const all: (readonly [Checksum, string, string])[] = [
  ...Object.entries(sumVectors).map(([name, text]) => ['sum', name, text] as const),
  ...Object.entries(crcVectors).map(([name, text]) => ['crc', name, text] as const),
];

describe('messages of terminal-health.md 5.1', () => {
  it.each(all)('%s %s is read and written byte for byte', (checksum, _name, text) => {
    const frame = parseFrame(bytesOf(text), checksum)!;
    expect(toHex(encodeFrame(frame, checksum))).toBe(text);
  });

  it.each(all)('%s %s with any one bit flipped is refused', (checksum, _name, text) => {
    const bytes = bytesOf(text);
    const accepted = flips(bytes).filter((flipped) => parseFrame(flipped, checksum));
    expect(accepted.map(toHex)).toEqual([]);
  });

  it('what two flipped bits get past the checksums is counted, not hidden', () => {
    const escapes = (checksum: Checksum, texts: readonly string[]) => {
      let tried = 0;
      let passed = 0;
      for (const text of texts) {
        const bytes = bytesOf(text);
        for (let a = 0; a < bytes.length * 8; a++) {
          for (let b = a + 1; b < bytes.length * 8; b++) {
            tried++;
            if (parseFrame(flip(flip(bytes, a), b), checksum)) passed++;
          }
        }
      }
      return { tried, passed };
    };
    const sum = escapes('sum', Object.values(sumVectors));
    const crc = escapes('crc', Object.values(crcVectors));
    // The same bit of two bytes, once set and once cleared: 3.8 % of all pairs, and nothing else.
    expect(sum).toEqual({ tried: 79_640, passed: 3_006 });
    expect(crc).toEqual({ tried: 2_796, passed: 0 });
  });

  it('is not one when a byte is missing or too many', () => {
    const bytes = bytesOf(sumVectors['category reply']);
    for (let length = 0; length < bytes.length; length++) {
      expect(parseFrame(bytes.subarray(0, length), 'sum')).toBeUndefined();
    }
    expect(parseFrame(Uint8Array.from([...bytes, 0]), 'sum')).toBeUndefined();
  });

  it('has at most 252 bytes of data', () => {
    const data = new Uint8Array(252).fill(7);
    const longest = encodeFrame({ destination: 40, header: 1, data }, 'sum');
    expect(parseFrame(longest, 'sum')?.data).toEqual(data);
    const longer = Uint8Array.from([40, 253, 1, 0, ...new Uint8Array(253), 0]);
    longer[longer.length - 1] = -longer.reduce((sum, byte) => sum + byte, 0) & 0xff;
    expect(parseFrame(longer, 'sum')).toBeUndefined();
  });
});

describe('what is in the answers', () => {
  const data = (name: keyof typeof sumVectors) => parseFrame(bytesOf(sumVectors[name]), 'sum')!.data;

  it('identity', () => {
    expect(decodeText(data('category reply'))).toBe('Bill Validator');
    expect(decodeText(data('Suzo-Happ reply'))).toBe('Suzo-Happ');
    expect(decodeSerialNumber(data('serial reply'))).toBe(5_136_828);
    expect(decodePollingPriority(data('polling priority reply'))).toBe(200);
    expect(decodeRevision(Uint8Array.of(1, 4, 6))).toBe('1.4.6');
  });

  it('nothing where they are of another shape', () => {
    expect(decodeSerialNumber(Uint8Array.of(1, 2))).toBeUndefined();
    expect(decodePollingPriority(Uint8Array.of(0, 20))).toBeUndefined();
    expect(decodePollingPriority(Uint8Array.of(2))).toBeUndefined();
    expect(decodeRevision(Uint8Array.of(1))).toBeUndefined();
    expect(decodeText(Uint8Array.of(0, 7, 255))).toBeUndefined();
    expect(decodeText(new Uint8Array(200).fill(65))).toHaveLength(40);
    expect(decodeSelfCheck(new Uint8Array())).toBeUndefined();
    expect(decodeSelfCheck(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });

  it('self-check, with the number of a sensor', () => {
    expect(decodeSelfCheck(data('self-check ok'))).toEqual({ code: 0 });
    expect(decodeSelfCheck(data('self-check stacker missing'))).toEqual({ code: 44 });
    expect(decodeSelfCheck(data('self-check stacker full'))).toEqual({ code: 45 });
    expect(decodeSelfCheck(data('self-check jam'))).toEqual({ code: 39 });
    expect(faultText(decodeSelfCheck(data('self-check sensor 3'))!)).toBe(
      'self-check 36 no. 3: fault on a bill sensor',
    );
    expect(faultText({ code: 99 })).toBe('self-check 99: a code the gateway does not know');
  });
});

function flips(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length * 8 }, (_, bit) => flip(bytes, bit));
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}
