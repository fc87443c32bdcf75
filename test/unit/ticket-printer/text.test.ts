import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../drivers/ticket-printer/escpos/builder.js';
import { columnsOf, encodeText, printable, wrap } from '../../../drivers/ticket-printer/escpos/text.js';
import { toHex } from '../../support/hex.js';

const full = { chinese: true, fourByteGb18030: true };
const twoByte = { chinese: true, fourByteGb18030: false };
const ascii = { chinese: false, fourByteGb18030: false };

const encoded = (text: string, charset = full) => {
  const { glyphs, replaced } = encodeText(text, charset);
  return { hex: toHex(concat(glyphs.map(({ bytes }) => bytes))), replaced, columns: columnsOf(glyphs) };
};

const linesOf = (text: string, columns: number) =>
  wrap(encodeText(text, full).glyphs, columns).map((line) =>
    new TextDecoder('gb18030').decode(concat(line.map(({ bytes }) => bytes))),
  );

describe('text in GB18030', () => {
  it.each([
    ['您的号码', 'C4 FA B5 C4 BA C5 C2 EB', 8],
    ['个人业务', 'B8 F6 C8 CB D2 B5 CE F1', 8],
    ['前方等待', 'C7 B0 B7 BD B5 C8 B4 FD', 8],
    ['预计等待', 'D4 A4 BC C6 B5 C8 B4 FD', 8],
    ['约12分钟', 'D4 BC 31 32 B7 D6 D6 D3', 8],
    ['人', 'C8 CB', 2],
    ['补打', 'B2 B9 B4 F2', 4],
    ['€', 'A2 E3', 2],
    ['䶮', 'FE 9F', 2],
    ['㐀', '81 39 EE 39', 2],
    ['𠀀', '95 32 82 36', 2],
    ['A012', '41 30 31 32', 4],
    ['é', 'A8 A6', 2],
  ])('%s', (text, hex, columns) => expect(encoded(text)).toEqual({ hex, replaced: 0, columns }));

  it('puts ? for four-byte characters, and counts them, where the printer lacks them', () => {
    expect(encoded('张㐀𠀀A', twoByte)).toEqual({ hex: 'D5 C5 3F 3F 41', replaced: 2, columns: 5 });
  });

  it('puts ? also for the two-byte characters that came with GB18030, where the printer has GBK only', () => {
    expect(encoded('䶮€ḿǹ⿰䴖镕', twoByte)).toEqual({ hex: '3F 3F 3F 3F 3F 3F E9 46', replaced: 6, columns: 8 });
    const gbk = new TextDecoder('gbk');
    const misread = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter((sign) => {
      const { glyphs, replaced } = encodeText(sign, twoByte);
      return replaced === 0 && gbk.decode(concat(glyphs.map(({ bytes }) => bytes))) !== printable(sign);
    });
    expect(misread).toEqual([]);
  });

  it('puts ? for what has a code but no sign in any font', () => {
    expect(encoded('a\ue000\uffff👍⭐b')).toEqual({ hex: '61 3F 3F 3F 3F 62', replaced: 4, columns: 6 });
  });

  it('leaves out what only chooses the look of a sign', () => {
    expect(encoded('号\ufe0f\u{e0100}')).toEqual(encoded('号'));
  });

  it('puts ? for everything but ASCII on a printer without a Chinese font', () => {
    expect(encoded('号A', ascii)).toEqual({ hex: '3F 41', replaced: 1, columns: 2 });
  });

  it('puts ? for half a surrogate pair', () => {
    expect(encoded('a\ud800b')).toEqual({ hex: '61 3F 62', replaced: 1, columns: 3 });
  });

  it('does not count a question mark somebody wrote', () => {
    expect(encoded('ok?').replaced).toBe(0);
  });

  it('joins what was typed as letter and accent', () => {
    expect(encoded('e\u0301')).toEqual(encoded('é'));
  });
});

describe('text that tries to be a command', () => {
  it.each([
    ['reset', 'a\x1b@b', 'a@b'],
    ['real-time status', 'a\x10\x04\x01b', 'ab'],
    ['real-time pulse', 'a\x10\x14\x01\x00\x01b', 'ab'],
    ['cut', 'a\x1dV\x00b', 'aVb'],
    ['Chinese off', 'a\x1c.b', 'a.b'],
    ['line breaks and tab', 'a\r\n\tb', 'ab'],
    ['delete and the upper controls', 'a\x7f\x80\x9fb', 'ab'],
    ['invisible characters', 'a\u200b\ufeff\u202eb', 'ab'],
  ])('%s loses its control bytes', (_name, text, expected) => expect(printable(text)).toBe(expected));

  it('makes every kind of space an ordinary one, but keeps the Chinese one', () => {
    expect(printable('a\u00a0b\u2003c\u3000d')).toBe('a b c\u3000d');
  });

  it('never yields a byte below 20, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.constantFrom(full, twoByte, ascii),
        (text, charset) => {
          const { glyphs } = encodeText(text, charset);
          expect(glyphs.every(({ bytes }) => bytes.every((byte) => byte >= 0x20 && byte !== 0x7f))).toBe(true);
        },
      ),
    );
  });
});

describe('lines', () => {
  it('keeps short text on one line', () => expect(linesOf('个人业务', 8)).toEqual(['个人业务']));
  it('breaks Chinese where the paper ends', () => expect(linesOf('个人业务办理', 8)).toEqual(['个人业务', '办理']));
  it('does not split a wide character over the edge', () => expect(linesOf('个人业务', 7)).toEqual(['个人业', '务']));
  it('breaks Latin text at spaces', () =>
    expect(linesOf('Account opening and cards', 12)).toEqual(['Account', 'opening and', 'cards']));
  it('uses the whole line when a word ends exactly at its edge', () =>
    expect(linesOf('abcd efgh', 4)).toEqual(['abcd', 'efgh']));
  it('cuts a word that is longer than the line', () =>
    expect(linesOf('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']));
  it('begins and ends no line with a space', () => expect(linesOf('  a   b  ', 3)).toEqual(['a', 'b']));
  it('gives no line for nothing', () => expect(linesOf('   ', 10)).toEqual([]));

  it('never exceeds the width and loses nothing but spaces', () => {
    const alphabet = fc.constantFrom('a', 'B', '7', ' ', '号', '€', '㐀', '-');
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 80 }), fc.integer({ min: 2, max: 48 }), (text, columns) => {
        const { glyphs } = encodeText(text, full);
        const lines = wrap(glyphs, columns);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
        expect(linesOf(text, columns).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
