import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bitmap,
  bitmapOf,
  holdsRealTime,
  raster,
  withoutRealTime,
} from '../../../drivers/ticket-printer/escpos/picture.js';
import { profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';
import { hex, toHex } from '../../support/hex.js';
import { simulate } from './support/elements.js';
import { readPaper } from './support/paper.js';

const dotsIn = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
const differing = (a: Uint8Array, b: Uint8Array) => dotsIn(a.map((byte, at) => byte ^ b[at]!));
const trapsIn = (bytes: Uint8Array) => toHex(bytes).match(/10(?= (?:04|05|14))/g)?.length ?? 0;

/** Bytes with far more traps than chance would make. */
const trapBytes = fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x00, 0x30, 0xff);
const anyBitmap: fc.Arbitrary<Bitmap> = fc
  .tuple(fc.integer({ min: 1, max: 576 }), fc.integer({ min: 1, max: 600 }), fc.array(trapBytes, { minLength: 1 }))
  .map(([width, height, pattern]) => ({
    width,
    height,
    bits: Uint8Array.from({ length: Math.ceil(width / 8) * height }, (_, at) => pattern[(at * 7) % pattern.length]!),
  }));

describe('a picture', () => {
  it('is GS v 0: bytes per row, rows, dots', () => {
    const bitmap = bitmapOf(10, 2, (x, y) => (y === 0 ? x === 0 : x === 9));
    expect(toHex(raster(bitmap, 1))).toBe('1D 76 30 00 02 00 02 00 80 00 00 40');
    expect(toHex(raster(bitmap, 2))).toBe('1D 76 30 03 02 00 02 00 80 00 00 40');
  });

  it('is cut into strips of 256 rows', () => {
    const bitmap = bitmapOf(8, 600, (x) => x === 0);
    const strips = readPaper(raster(bitmap, 1)).pictures;
    expect(strips.map(({ height }) => height)).toEqual([256, 256, 88]);
    expect(toHex(raster(bitmap, 1)).match(/1D 76 30 00 01 00 (00 01|58 00)/g)).toHaveLength(3);
  });

  it('comes out dot by dot', () => {
    const bitmap = bitmapOf(21, 13, (x, y) => (x * y) % 3 === 1);
    const [picture] = readPaper(raster(bitmap, 1)).pictures;
    const again = bitmapOf(21, 13, picture!.isBlack);
    expect(toHex(again.bits)).toBe(toHex(bitmap.bits));
  });
});

describe('what a printer would obey inside a picture', () => {
  it.each([
    ['status', '10 04 01', '30 04 01'],
    ['recovery that drops the buffer', '10 05 02', '30 05 02'],
    ['clear', '10 14 08 01 03 14 01 06 02 08', '30 14 08 01 03 14 01 06 02 08'],
    ['three in a row', '10 04 10 05 10 14', '30 04 30 05 30 14'],
    ['one behind a harmless lead', '10 10 04', '10 30 04'],
  ])('%s: one dot is added', (_name, bits, expected) => {
    expect(holdsRealTime(hex(bits))).toBe(true);
    expect(toHex(withoutRealTime(hex(bits)))).toBe(expected);
  });

  it('is left alone where it is none', () => {
    expect(toHex(withoutRealTime(hex('10 06 04 10 00 05 10')))).toBe('10 06 04 10 00 05 10');
  });

  it('is gone from any picture, its headers included, for one dot each', () => {
    fc.assert(
      fc.property(anyBitmap, fc.constantFrom(1, 2 as const), (bitmap, scale) => {
        const bytes = raster(bitmap, scale);
        expect(toHex(bytes)).not.toMatch(/(^| )10 (04|05|14)/);
        const broken = withoutRealTime(bitmap.bits);
        expect(differing(broken, bitmap.bits)).toBe(trapsIn(bitmap.bits));
      }),
      { numRuns: 60 },
    );
  });

  it('adds no dot outside the picture', () => {
    fc.assert(
      fc.property(anyBitmap, ({ width, height, bits }) => {
        const clean = bitmapOf(
          width,
          height,
          (x, y) => ((bits[y * Math.ceil(width / 8) + (x >> 3)]! << (x & 7)) & 0x80) !== 0,
        );
        const broken = { ...clean, bits: withoutRealTime(clean.bits) };
        const again = bitmapOf(
          width,
          height,
          (x, y) => ((broken.bits[y * Math.ceil(width / 8) + (x >> 3)]! << (x & 7)) & 0x80) !== 0,
        );
        expect(toHex(again.bits)).toBe(toHex(broken.bits));
      }),
      { numRuns: 30 },
    );
  });

  it('prints whole on the simulated printer, which answers nothing and drops nothing', () => {
    const bits = hex('10 04 01 10 05 02 10 14 08 01 03 14 01 06 02 08 10 04 04 00'.repeat(30));
    const bitmap = { width: 160, height: 30, bits };
    const profile = profiles['generic-80'];
    const trapped = simulate(Uint8Array.from([...hex('1D 76 30 00 14 00 1E 00'), ...bits]), profile);
    expect(trapped.heard).not.toBe('');
    const { tickets, heard, protocolErrors } = simulate(
      Uint8Array.from([...raster(bitmap, 1), 0x0a, 0x41, 0x0a, 0x1d, 0x56, 0x42, 0x00]),
      profile,
    );
    expect(heard).toBe('');
    expect(protocolErrors).toEqual([]);
    expect(tickets).toMatchObject([{ text: 'A', pictures: [{ width: 160, height: 30 }], cutThrough: false }]);
  });
});
