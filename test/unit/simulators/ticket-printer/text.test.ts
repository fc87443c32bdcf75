import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type Charset, createSignReader } from '../../../../simulators/ticket-printer/escpos-text.js';

function read(code: Uint8Array, { charset = 'gb18030' as Charset, chineseOn = true } = {}) {
  const reader = createSignReader(charset);
  return [...[...code].flatMap((byte) => reader.push(byte, chineseOn)), ...reader.end()];
}

const textOf = (signs: readonly { readonly text: string }[]) => signs.map(({ text }) => text).join('');

const letter = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const ideograph = fc.integer({ min: 0x4e00, max: 0x9fa5 }).map((code) => String.fromCharCode(code));
const rareIdeograph = fc.integer({ min: 0x20000, max: 0x2a6d6 }).map((code) => String.fromCodePoint(code));

describe('signs', () => {
  it('of two and four bytes come out as another encoder has put them in', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(letter, ideograph, rareIdeograph)), (signs) => {
        const text = signs.join('');
        expect(textOf(read(iconv.encode(text, 'gb18030')))).toBe(text);
      }),
    );
  });

  it('of two bytes come out of a GBK printer as well', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(letter, ideograph)), (signs) => {
        const text = signs.join('');
        expect(textOf(read(iconv.encode(text, 'gbk'), { charset: 'gbk' }))).toBe(text);
      }),
    );
  });

  it('are twice as wide as letters when they are from the Chinese font', () => {
    expect(read(iconv.encode('号A', 'gb18030'))).toEqual([
      { text: '号', chinese: true },
      { text: 'A', chinese: false },
    ]);
  });

  it('are boxes, one per byte and narrow, while Chinese is off', () => {
    expect(read(iconv.encode('号', 'gb18030'), { chineseOn: false })).toEqual([
      { text: '□', chinese: false },
      { text: '□', chinese: false },
    ]);
  });

  it('begun with Chinese on are finished although it goes off in between', () => {
    const reader = createSignReader('gb18030');
    expect(reader.push(0xba, true)).toEqual([]);
    expect(reader.push(0xc5, false)).toEqual([{ text: '号', chinese: true }]);
  });

  it('broken off are one box, and the reader starts anew', () => {
    const reader = createSignReader('gb18030');
    for (const byte of [0x81, 0x39, 0xee]) expect(reader.push(byte, true)).toEqual([]);
    expect(reader.end()).toEqual([{ text: '□', chinese: true }]);
    expect(reader.end()).toEqual([]);
    expect(reader.push(0x41, true)).toEqual([{ text: 'A', chinese: false }]);
  });

  it('of any bytes are printable, and no more than there are bytes', () => {
    const byte = fc.integer({ min: 0x20, max: 0xff });
    fc.assert(
      fc.property(
        fc.array(byte),
        fc.constantFrom<Charset>('gb18030', 'gbk'),
        fc.boolean(),
        (code, charset, chineseOn) => {
          const signs = read(Uint8Array.from(code), { charset, chineseOn });
          expect(signs.length).toBeLessThanOrEqual(code.length);
          expect(textOf(signs)).not.toMatch(/[\ufffd\ue000-\uf8ff]/u);
        },
      ),
    );
  });

  it('after any noise are right again from the second letter on', () => {
    const byte = fc.integer({ min: 0x20, max: 0xff });
    fc.assert(
      fc.property(fc.array(byte), (noise) => {
        const code = Uint8Array.from([...noise, 0x20, 0x20, ...iconv.encode('请到3号窗口', 'gb18030')]);
        expect(textOf(read(code)).endsWith('请到3号窗口')).toBe(true);
      }),
    );
  });
});
