import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { encodings, onbonText } from '../../../../drivers/led-board/onbon/text.js';
import { toHex } from '../../../support/hex.js';

describe('text for a board', () => {
  it('is GB2312, as in vector O12', () => {
    const { text, bytes, replaced } = onbonText('请A001号到3号窗口', 'gb2312');
    expect(toHex(bytes)).toBe('C7 EB 41 30 30 31 BA C5 B5 BD 33 BA C5 B4 B0 BF DA');
    expect({ text, replaced }).toEqual({ text: '请A001号到3号窗口', replaced: 0 });
  });

  it.each([
    ['镕', '?', 1],
    ['€5', '?5', 1],
    ['😀😀', '??', 2],
    ['ⅰ', '?', 1],
    ['caf\u00e9 naïve', 'caf\u00e9 na?ve', 1],
    ['\ud800A', '?A', 1],
    ['\u0080', '', 0],
    ['really?', 'really?', 0],
  ])('%j comes to stand as %j, %d replaced', (input, text, replaced) => {
    expect(onbonText(input, 'gb2312')).toMatchObject({ text, replaced });
  });

  it('can use the rarer signs of a card that has them', () => {
    expect(onbonText('朱镕基', 'gbk')).toMatchObject({ text: '朱镕基', replaced: 0 });
    expect(toHex(onbonText('镕', 'gbk').bytes)).toBe('E9 46');
  });

  it('has every sign there is in four bytes, on a card that knows them', () => {
    expect(onbonText('😀', 'gb18030')).toMatchObject({ text: '😀', replaced: 0 });
    expect(toHex(onbonText('😀', 'gb18030').bytes)).toBe('94 39 FC 36');
  });

  it('replaces a sign whose second byte is a backslash, even where the card has it', () => {
    expect(iconv.encode('誠', 'gbk')[1]).toBe(0x5c);
    expect(onbonText('誠', 'gbk')).toMatchObject({ text: '?', replaced: 1 });
  });

  it('has no control characters', () => {
    expect(onbonText('A\0B\nC\r\tD\x7fE\u0085F\u200bG\ufeffH\u2028I', 'gb2312').text).toBe('ABCDEFGHI');
  });

  it('makes a backslash full-width, so that it cannot begin an escape', () => {
    const { text, bytes } = onbonText('\\C2\\n\\FO01', 'gb2312');
    expect(text).toBe('＼C2＼n＼FO01');
    expect(bytes).not.toContain(0x5c);
  });

  it.each(encodings)('has no backslash and no control byte in %s, whatever comes in', (encoding) => {
    const codePoint = fc.oneof(
      fc.nat(0x10ffff),
      fc.nat(0x7f),
      fc.constantFrom(...[...'\\Cn誠'].map((sign) => sign.charCodeAt(0))),
    );
    const anyText = fc.array(codePoint, { maxLength: 40 }).map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(anyText, (input) => {
        const { bytes } = onbonText(input, encoding);
        expect(bytes.every((byte) => byte >= 0x20 && byte !== 0x5c)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each(encodings)('says in %s exactly what the card is given', (encoding) => {
    const lies: string[] = [];
    for (let codePoint = 0; codePoint < 0x10000; codePoint++) {
      const { text, bytes, replaced } = onbonText(String.fromCodePoint(codePoint), encoding);
      const honest = iconv.decode(Buffer.from(bytes), encoding) === text && (replaced === 0 || text === '?');
      if (!honest) lies.push(codePoint.toString(16));
    }
    expect(lies).toEqual([]);
  });

  it('has every sign of GB 2312-1980 and no other: 682 symbols and 6763 characters', () => {
    const seen = new Set<string>();
    for (let codePoint = 0x80; codePoint < 0x10000; codePoint++) {
      const { bytes, replaced } = onbonText(String.fromCodePoint(codePoint), 'gb2312');
      if (replaced === 0 && bytes.length === 2) seen.add(toHex(bytes));
    }
    const characters = [...seen].filter((code) => code >= 'B0');
    expect(characters.length).toBe(6_763);
    expect(seen.size - characters.length).toBe(682);
  });
});
