import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeHeader,
  encodeRecord,
  formatVersion,
  frameBytes,
  headerBytes,
  maxPayloadBytes,
  scan,
} from '../../../gateway/storage/frame.js';
import { hex, toHex } from '../../support/hex.js';
import { bytes, text } from './support.js';

const fileOf = (...payloads: string[]) =>
  Buffer.concat([encodeHeader(), ...payloads.map((payload) => encodeRecord(bytes(payload)))]);
const textsOf = (file: Uint8Array) => scan(file).payloads.map(text);

describe('the bytes of a log file', () => {
  test('the header is BGLG, the version and their crc', () => {
    // crc32 as in zlib; the values were worked out with Python's binascii.crc32.
    expect(toHex(encodeHeader())).toBe('42 47 4C 47 01 00 00 00 25 78 C3 A5');
    expect(encodeHeader()).toHaveLength(headerBytes);
  });

  test('a record is length, crc of length and payload, payload', () => {
    expect(toHex(encodeRecord(bytes('abc')))).toBe('03 00 00 00 33 5D E1 66 61 62 63');
  });

  test('a whole file gives its records in order', () => {
    expect(scan(fileOf('one', 'two'))).toMatchObject({ version: formatVersion, damagedBytes: 0, tornBytes: 0 });
    expect(textsOf(fileOf('one', 'two'))).toEqual(['one', 'two']);
  });

  test('a record of the largest size is read, one over it is not', () => {
    const largest = Buffer.alloc(maxPayloadBytes, 7);
    expect(scan(Buffer.concat([encodeHeader(), encodeRecord(largest)])).payloads).toHaveLength(1);
    const over = encodeRecord(Buffer.alloc(maxPayloadBytes + 1, 7));
    expect(scan(Buffer.concat([encodeHeader(), over])).payloads).toHaveLength(0);
  });

  test('a tail of zeros, as a power cut can leave it, holds no records', () => {
    const file = Buffer.concat([fileOf('one'), Buffer.alloc(4096)]);
    expect(scan(file)).toMatchObject({ damagedBytes: 0, tornBytes: 4096 });
    expect(textsOf(file)).toEqual(['one']);
  });

  test.each([
    ['no file at all', ''],
    ['half a header', '42 47 4C 47 01 00'],
    ['another file', '7F 45 4C 46 02 01 01 00 00 00 00 00 00'],
    ['a header with a wrong crc', '42 47 4C 47 01 00 00 00 00 00 00 00'],
  ])('%s has no version', (_, file) => {
    expect(scan(hex(file)).version).toBeUndefined();
  });

  test('a newer version is told from a damaged one', () => {
    expect(scan(encodeHeader(7)).version).toBe(7);
  });

  test('good records behind a damaged header are found', () => {
    const file = fileOf('one', 'two');
    file[1] = 0;
    expect(scan(file)).toMatchObject({ version: undefined, damagedBytes: headerBytes, tornBytes: 0 });
    expect(textsOf(file)).toEqual(['one', 'two']);
  });

  test('good records behind a damaged one are found, and the damage is measured', () => {
    const file = fileOf('one', 'two', 'three');
    const second = headerBytes + frameBytes + 3;
    file[second + frameBytes] = 0xff;
    expect(scan(file)).toMatchObject({ damagedBytes: frameBytes + 3, tornBytes: 0 });
    expect(textsOf(file)).toEqual(['one', 'three']);
  });

  test('whatever single bit flips, at most the record it is in is missing', () => {
    const payloads = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(payloads, fc.nat(), fc.nat({ max: 7 }), (values, where, bit) => {
        const file = fileOf(...values);
        const at = where % file.length;
        file[at] = file[at]! ^ (1 << bit);
        const end = values.map((_, i) => fileOf(...values.slice(0, i + 1)).length);
        const hit = at < headerBytes ? -1 : end.findIndex((position) => at < position);
        expect(textsOf(file)).toEqual(values.filter((_, index) => index !== hit));
      }),
    );
  });

  test('random bytes never throw and never make a record', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const { payloads, damagedBytes, tornBytes } = scan(noise);
        expect(payloads).toHaveLength(0);
        expect(damagedBytes + tornBytes).toBe(noise.length);
      }),
    );
  });
});
