import fc from 'fast-check';
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { holdsRealTime } from '../../../drivers/ticket-printer/escpos/picture.js';
import { profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';
import { moduleDots, qrBytes, qrData, qrSymbol } from '../../../drivers/ticket-printer/escpos/qr.js';
import { composeSheet } from '../../../drivers/ticket-printer/escpos/sheet.js';
import { toHex } from '../../support/hex.js';
import { scanQr } from '../../support/scan-qr.js';
import { profileOf, qr, simulate, text } from './support/elements.js';
import { type Picture, readPaper } from './support/paper.js';

const native = (value: string) => qrBytes(qrSymbol(qrData(value), 576)!, { nativeQr: true });
const store = (bytes: Uint8Array) => toHex(bytes).match(/1D 28 6B (.. ..) 31 50 30 (.*?) 1D 28 6B 03 00 31 51 30$/);
const drawing = profileOf('generic-58');

/** What a phone reads from these strips of a picture. */
function scan(strips: readonly Picture[]): string | undefined {
  const rows = strips.flatMap(({ height, isBlack }) => Array.from({ length: height }, (_, y) => ({ y, isBlack })));
  return scanQr(strips[0]!.width, rows.length, (x, y) => rows[y]!.isBlack(x, rows[y]!.y));
}

describe('a QR code drawn by the printer', () => {
  it('is a quiet zone, model 2, module size, level M, store, print', () => {
    expect(toHex(native('HELLO'))).toBe(
      [
        '1B 4A 18',
        '1D 28 6B 04 00 31 41 32 00',
        '1D 28 6B 03 00 31 43 06',
        '1D 28 6B 03 00 31 45 31',
        '1D 28 6B 08 00 31 50 30 48 45 4C 4C 4F',
        '1D 28 6B 03 00 31 51 30',
      ].join(' '),
    );
  });

  it('counts bytes of UTF-8, not characters', () => {
    const [, length, data] = store(native('排队A012'))!;
    expect(length).toBe('0D 00');
    expect(data).toBe('E6 8E 92 E9 98 9F 41 30 31 32');
  });

  it('uses the high length byte for long texts', () => {
    expect(store(native('x'.repeat(300)))![1]).toBe('2F 01');
  });

  it('keeps every character that is no control character', () => {
    const value = 'a\u200b b\u3000e\u0301👍';
    expect(
      simulate(composeSheet([qr(value)], profiles['generic-80']).bytes, profiles['generic-80']).tickets,
    ).toMatchObject([{ qr: [value] }]);
  });

  it('takes out control characters, which a printer obeys even inside data', () => {
    const [, length, data] = store(native('a\x10\x14\x08b'))!;
    expect([length, data]).toEqual(['05 00', '61 62']);
  });

  it('never has a byte below 20 in its data, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
        expect(qrData(value).every((byte) => byte >= 0x20)).toBe(true);
        expect(holdsRealTime(native(value))).toBe(false);
      }),
    );
  });

  it.each([1_036, 1_037, 1_038, 1_293])('of %i bytes is not sent with a length that reads as a command', (length) => {
    const code = native('x'.repeat(length));
    expect(holdsRealTime(code)).toBe(false);
    const isDrawn = toHex(code).includes('1D 76 30');
    expect(isDrawn).toBe(length === 1_037 || length === 1_293);
  });
});

describe('the size of a QR code', () => {
  it('is 6 dots a module for a 35-byte address on both papers', () => {
    expect(moduleDots(35, 576)).toBe(6);
    expect(moduleDots(35, 384)).toBe(6);
  });

  it('shrinks until symbol and quiet zone fit the paper, not below what a phone reads', () => {
    expect(moduleDots(200, 384)).toBe(5);
    expect(moduleDots(800, 576)).toBe(4);
    expect(moduleDots(800, 384)).toBe(3);
    expect(moduleDots(1_000, 384)).toBeUndefined();
    expect(moduleDots(2_332, 576)).toBeUndefined();
  });

  it('knows how much every version holds', () => {
    for (const bytes of [1, 14, 15, 42, 43, 213, 214, 857, 858, 997, 1_911, 1_912, 2_331]) {
      const { size } = encode(new Array<number>(bytes).fill(0x61), { ecc: 'M', border: 0 });
      expect(moduleDots(bytes, (size + 8) * 3), `${bytes} bytes`).toBe(3);
      expect(moduleDots(bytes, (size + 8) * 3 - 1), `${bytes} bytes`).toBeUndefined();
    }
  });

  it('is told when none fits, and the rest is printed', () => {
    const { bytes, omitted } = composeSheet([text('A012'), qr('x'.repeat(1_000))], drawing);
    expect(omitted).toEqual(['qr']);
    expect(readPaper(bytes)).toMatchObject({ lines: [{ text: 'A012' }], qr: [], pictures: [] });
  });
});

describe('a QR code drawn as a picture', () => {
  it.each([
    ['a short text', 'A012'],
    ['an address', 'https://q.example/t/A012?branch=b017'],
    ['Chinese', '排队 A012 个人业务'],
    ['the longest the contract allows', '号'.repeat(200)],
  ])('can be read by a phone: %s', (_name, value) => {
    const { bytes } = composeSheet([qr(value)], drawing);
    const { pictures } = readPaper(bytes);
    expect(scan(pictures)).toBe(value);
    for (const { width } of pictures) expect(width).toBeLessThanOrEqual(drawing.dots);
    expect(simulate(bytes, drawing).protocolErrors).toEqual([]);
  });

  it('can be read, and holds no real-time command, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (value) => {
        const { bytes } = composeSheet([qr(value)], drawing);
        expect(holdsRealTime(bytes)).toBe(false);
        const wanted = new TextDecoder().decode(qrData(value));
        if (wanted !== '') expect(scan(readPaper(bytes).pictures)).toBe(wanted);
      }),
      { numRuns: 25 },
    );
  });

  it('costs a slow line a quarter of its dots', () => {
    const [picture] = readPaper(composeSheet([qr('https://q.example/t/A012?branch=b1')], drawing).bytes).pictures;
    expect(picture).toMatchObject({ height: 174 });
    expect(picture!.bytes).toBeLessThan(1_000);
  });
});
