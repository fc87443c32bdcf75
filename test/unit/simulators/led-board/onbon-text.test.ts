import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { DynamicArea } from '../../../../simulators/led-board/onbon-area.js';
import { drawGlass } from '../../../../simulators/led-board/onbon-glass.js';
import { layOut } from '../../../../simulators/led-board/onbon-pages.js';
import { type Font, fonts, readText } from '../../../../simulators/led-board/onbon-text.js';

const readBytes = (bytes: Uint8Array, font: Font = 'gb2312') => readText(bytes, font);
const read = (text: string, font?: Font) => readBytes(iconv.encode(text, 'gb18030'), font);

describe('text as the card reads it', () => {
  it('shows GB2312', () => {
    expect(read('请A001号到3号窗口').lines).toEqual(['请A001号到3号窗口']);
  });

  it('breaks lines, changes colour and font, and shows nothing of the escapes', () => {
    expect(read('\\C2请\\n\\C1\\FO001A001\\C3')).toEqual({ lines: ['请', 'A001'], colours: ['green', 'red'] });
    expect(read('\\FE12x\\FO3y').lines).toEqual(['xy']);
  });

  it('shows a backslash that begins no escape', () => {
    expect(read('A\\B\\C4\\\\FX\\').lines).toEqual(['A\\B\\C4\\\\FX\\']);
  });

  it('obeys escapes that a careless host lets through from ticket text', () => {
    expect(read('VIP\\nfree money').lines).toHaveLength(2);
    expect(read('A001\\C2').lines).toEqual(['A001']);
  });

  it('has no sign for what is not GB2312', () => {
    expect(read('镕').lines[0]).toContain('□');
    expect(readBytes(Uint8Array.of(0x41, 0x0a, 0x00, 0x7f, 0xff, 0x42)).lines).toEqual(['A□□□□B']);
    expect(readBytes(Uint8Array.of(0xc7)).lines).toEqual(['□']);
    for (const row of [0x81, 0xa0, 0xaa, 0xaf, 0xf8, 0xfe]) {
      expect(readBytes(Uint8Array.of(row, 0xa1)).lines).toEqual(['□□']);
    }
    // The end of row D7 is empty in GB2312.
    expect(readBytes(Uint8Array.of(0xd7, 0xfa)).lines).toEqual(['□']);
  });

  it('takes the second byte of a GBK sign for the backslash it looks like', () => {
    // 0x5C is the cell of 乗 (815C) in GBK; a host that sends it makes the card see an escape.
    expect(readBytes(Uint8Array.of(0x81, 0x5c, 0x6e, 0x41)).lines).toEqual(['□', 'A']);
  });

  it('shows what GBK adds when it has that font, and sees no escape in a second byte', () => {
    expect(read('镕請', 'gbk').lines).toEqual(['镕請']);
    expect(readBytes(Uint8Array.of(0x81, 0x5c, 0x6e, 0x41), 'gbk').lines).toEqual(['乗nA']);
    expect(readBytes(Uint8Array.of(0x81, 0x7f), 'gbk').lines).toEqual(['□□']);
    expect(readBytes(Uint8Array.of(0x80, 0xff, 0x41), 'gbk').lines).toEqual(['□□A']);
  });

  it('shows a sign of four bytes with GB18030, and a box per pair with a smaller font', () => {
    const text = 'A㐀𠀀B';
    expect(iconv.encode(text, 'gb18030')).toHaveLength(10);
    expect(read(text, 'gb18030').lines).toEqual([text]);
    for (const font of ['gb2312', 'gbk'] as const) expect(read(text, font).lines).toEqual(['A□□□□B']);
  });

  it('has one box for what no set assigns', () => {
    expect(readBytes(Uint8Array.of(0xe3, 0x32, 0x9a, 0x36), 'gb18030').lines).toEqual(['□']);
    expect(readBytes(Uint8Array.of(0xaa, 0xa1), 'gb18030').lines).toEqual(['□']);
    expect(readBytes(Uint8Array.of(0x81, 0x30, 0x81), 'gb18030').lines).toEqual(['□0□']);
  });

  it('never throws and loses no plain ASCII', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.stringMatching(/^[a-z0-9 ]{1,20}$/), (noise, text) => {
        for (const font of fonts) readText(noise, font);
        expect(read(text).lines).toEqual([text]);
      }),
    );
  });
});

const plain: DynamicArea = {
  id: 0,
  x: 0,
  y: 0,
  width: 64,
  height: 32,
  runMode: 0,
  timeout: 0,
  align: 'left',
  valign: 'top',
  singleLine: false,
  autoWrap: false,
  displayMode: 'static',
  speed: 0,
  holdSeconds: 0,
  text: new Uint8Array(),
};
/** The area with its first page up. */
const lit = (area: DynamicArea) => ({ area, lines: layOut(area, readBytes(area.text).lines)[0]! });
const draw = (fields: Partial<Omit<DynamicArea, 'text'>> & { text?: string }, dead = {}) =>
  drawGlass(
    { width: 64, height: 32 },
    [lit({ ...plain, ...fields, text: iconv.encode(fields.text ?? '', 'gbk') })],
    'x' in dead ? [dead as never] : [],
  );

describe('the glass', () => {
  it('is dark without areas', () => {
    expect(drawGlass({ width: 64, height: 32 }, [], [])).toEqual(['', '']);
  });

  it.each([
    ['left', 'top', ['A01', '']],
    ['right', 'top', ['     A01', '']],
    ['centre', 'top', ['  A01', '']],
    ['left', 'bottom', ['', 'A01']],
    ['right', 'bottom', ['', '     A01']],
    ['centre', 'middle', ['  A01', '']],
  ] as const)('aligns %s and %s', (align, valign, text) => {
    expect(draw({ text: 'A01', align, valign })).toEqual(text);
  });

  it('counts a Chinese sign as two columns', () => {
    expect(draw({ text: '请到', align: 'right' })).toEqual(['    请到', '']);
    expect(draw({ text: '请A001到窗口' })).toEqual(['请A001到', '']);
  });

  it('never shows half a Chinese sign at the edge', () => {
    expect(draw({ text: 'A请到三号' })).toEqual(['A请到三', '']);
  });

  it('cuts or wraps, as the area says', () => {
    expect(draw({ text: 'ABCDEFGHIJ' })).toEqual(['ABCDEFGH', '']);
    expect(draw({ text: 'ABCDEFGHIJ', autoWrap: true })).toEqual(['ABCDEFGH', 'IJ']);
    expect(draw({ text: 'ABCDEFG请', autoWrap: true })).toEqual(['ABCDEFG', '请']);
    expect(draw({ text: 'ABCDEFGHIJ', autoWrap: true, singleLine: true })).toEqual(['ABCDEFGH', '']);
  });

  it('shows as many lines as there is room for', () => {
    expect(draw({ text: 'one\\ntwo\\nthree' })).toEqual(['one', 'two']);
    expect(draw({ text: 'one\\ntwo', singleLine: true })).toEqual(['one', '']);
  });

  it('puts an area in its place and cuts what is beyond the board', () => {
    expect(draw({ text: 'A01', x: 40, y: 16 })).toEqual(['', '     A01']);
    expect(draw({ text: 'A001', x: 40, y: 16, width: 640, height: 320 })).toEqual(['', '     A00']);
    expect(draw({ text: 'A001', x: 640, y: 640 })).toEqual(['', '']);
    expect(draw({ text: 'A001', x: 0x7fff, y: 0xffff, width: 0x7fff, height: 0xffff })).toEqual(['', '']);
  });

  it('lets a later area cover an earlier one, halves of signs included', () => {
    const below = { ...plain, text: iconv.encode('请请请请', 'gbk') };
    const above = { ...plain, x: 8, width: 16, height: 16, text: Buffer.from('X') };
    expect(drawGlass({ width: 64, height: 32 }, [lit(below), lit(above)], [])).toEqual([' X  请请', '']);
  });

  it('stays dark where a segment is dead', () => {
    expect(draw({ text: 'A请01' }, { x: 10, y: 3, width: 2, height: 2 })).toEqual(['A  01', '']);
    expect(draw({ text: 'A001' }, { x: 15, y: 0, width: 2, height: 1 })).toEqual(['A  1', '']);
    expect(draw({ text: 'A001' }, { x: 0, y: 0, width: 0, height: 0 })).toEqual(['A001', '']);
  });
});
