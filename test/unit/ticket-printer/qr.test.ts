import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moduleDots, qr } from '../../../drivers/ticket-printer/escpos/qr.js';
import { toHex } from '../../support/hex.js';

const store = (bytes: Uint8Array) => toHex(bytes).match(/1D 28 6B (.. ..) 31 50 30 (.*?) 1D 28 6B 03 00 31 51 30$/);

describe('QR code drawn by the printer', () => {
  it('is model 2, module size, level M, store, print', () => {
    expect(toHex(qr('HELLO', 576))).toBe(
      [
        '1D 28 6B 04 00 31 41 32 00',
        '1D 28 6B 03 00 31 43 06',
        '1D 28 6B 03 00 31 45 31',
        '1D 28 6B 08 00 31 50 30 48 45 4C 4C 4F',
        '1D 28 6B 03 00 31 51 30',
      ].join(' '),
    );
  });

  it('counts bytes of UTF-8, not characters', () => {
    const [, length, data] = store(qr('排队A012', 576))!;
    expect(length).toBe('0D 00');
    expect(data).toBe('E6 8E 92 E9 98 9F 41 30 31 32');
  });

  it('uses the high length byte for long texts', () => {
    expect(store(qr('x'.repeat(300), 576))![1]).toBe('2F 01');
  });

  it('draws a 35-byte address at 6 dots a module on both papers', () => {
    expect(moduleDots(35, 576)).toBe(6);
    expect(moduleDots(35, 384)).toBe(6);
  });

  it('shrinks the modules until symbol and quiet zone fit the paper', () => {
    expect(moduleDots(200, 384)).toBe(5);
    expect(moduleDots(800, 576)).toBe(4);
    expect(moduleDots(800, 384)).toBe(3);
  });

  it('takes out control characters, which a printer obeys even inside data', () => {
    const [, length, data] = store(qr('a\x10\x14\x08b', 576))!;
    expect([length, data]).toEqual(['05 00', '61 62']);
  });

  it('holds no real-time command for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(toHex(qr(text, 576))).not.toMatch(/10 (04|05|14)/);
      }),
    );
  });
});
