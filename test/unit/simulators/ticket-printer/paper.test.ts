import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, createInstantBench, ticket, ticketText } from './bench.js';

const plain = { width: 1, height: 1, bold: false, reverse: false, underline: 0, font: 'A', align: 'left' };
const cutOff = '1D 56 42 00';

function linesOf(text: string, options = {}) {
  const { send, view } = createInstantBench(options);
  send(text);
  return view().uncut;
}

function textOf(text: string, options = {}) {
  return linesOf(text, options).map((line) => line.text);
}

describe('a ticket', () => {
  it('is what a customer holds: lines, sizes and the QR symbol, cut off', () => {
    const { send, view } = createInstantBench();
    send(ticket);
    const lines = [
      { ...plain, text: '您的号码', align: 'centre' },
      { ...plain, text: 'A012', width: 4, height: 4, bold: true, align: 'centre' },
      { ...plain, text: '前方等待5人', align: 'centre' },
    ];
    const nothing = { items: [], lines: [], text: '', qr: [], pictures: [], barcodes: [] };
    expect(view()).toEqual({
      tickets: [
        {
          items: [...lines.map((line) => ({ kind: 'line', line })), { kind: 'qr', payload: 'A012' }],
          lines,
          text: ticketText,
          qr: ['A012'],
          pictures: [],
          barcodes: [],
          startMm: 0,
          // Three lines of 34, 96 and 34 dots, the symbol of 126, a line feed of 34, 120 to the cutter.
          endMm: 55.5,
          cut: 'partial',
          cutThrough: false,
        },
      ],
      uncut: [],
      hanging: nothing,
      torn: [],
      cuts: 1,
      logoWrites: 0,
      power: 'on',
      paper: 'ok',
      cover: 'closed',
      errors: [],
      protocolErrors: [],
      printing: false,
    });
  });

  it('is the same in whatever pieces its bytes come', () => {
    const whole = createInstantBench();
    whole.send(ticket);
    const wire = bytes(ticket);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length })), (cuts) => {
        const { host, view } = createInstantBench();
        const borders = [0, ...cuts.sort((a, b) => a - b), wire.length];
        for (const [at, end] of borders.slice(1).entries()) host.send(wire.subarray(borders[at], end));
        expect(view()).toEqual(whole.view());
      }),
    );
  });

  it('is the same split at every single place', () => {
    const whole = createInstantBench();
    whole.send(ticket);
    const wire = bytes(ticket);
    for (let at = 1; at < wire.length; at++) {
      const { host, view } = createInstantBench();
      host.send(wire.subarray(0, at));
      host.send(wire.subarray(at));
      expect(view(), `split at ${at}`).toEqual(whole.view());
    }
  });

  it('follows another', () => {
    const { send, view } = createInstantBench();
    send(`"A001" 0A ${cutOff} "A002" 0A ${cutOff} "A003" 0A`);
    expect(view().tickets.map(({ text }) => text)).toEqual(['A001', 'A002']);
    expect(view().uncut).toMatchObject([{ text: 'A003' }]);
  });

  it('is forgotten after a hundred others, but counted', () => {
    const { send, view } = createInstantBench();
    for (let number = 1; number <= 103; number++) send(`"${number}" 0A ${cutOff}`);
    expect(view().tickets).toHaveLength(100);
    expect(view().tickets[0]).toMatchObject({ text: '4' });
    expect(view().cuts).toBe(103);
  });
});

describe('Chinese', () => {
  it.each([
    ['C4FA B5C4 BAC5 C2EB', '您的号码'],
    ['B8F6 C8CB D2B5 CEF1', '个人业务'],
    ['C7B0 B7BD B5C8 B4FD', '前方等待'],
    ['D4A4 BCC6 B5C8 B4FD', '预计等待'],
    ['D4BC 31 32 B7D6 D6D3', '约12分钟'],
    ['C8CB', '人'],
    ['B2B9 B4F2', '补打'],
    ['A2E3', '€'],
    ['FE9F', '䶮'],
    ['8139EE39', '㐀'],
    ['95328236', '𠀀'],
  ])('%s is %s', (code, text) => {
    expect(textOf(`1C 26 ${code} 0A`)).toEqual([text]);
  });

  it('is unreadable while it is off, and on a printer that starts with it on it is not', () => {
    expect(textOf('C8CB 0A')).toEqual(['□□']);
    expect(textOf('C8CB 0A', { chineseAtStart: true })).toEqual(['人']);
    expect(textOf('1C 26 C8CB 1C 2E C8CB 0A')).toEqual(['人□□']);
  });

  it('is off again after 1B 40, unless the printer starts with it on', () => {
    expect(textOf('1C 26 1B 40 C8CB 0A')).toEqual(['□□']);
    expect(textOf('1C 2E 1B 40 C8CB 0A', { chineseAtStart: true })).toEqual(['人']);
  });

  it('has no codes of four bytes on a GBK printer, whose font also lacks the newer signs', () => {
    expect(textOf('1C 26 8139EE39 C8CB 0A', { charset: 'gbk' })).toEqual(['□9□9人']);
    expect(textOf('1C 26 A2E3 C8CB 0A', { charset: 'gbk' })).toEqual(['□人']);
  });

  it.each([
    ['half a code before a letter below 30', 'C4 20 "A"', '□ A'],
    ['half a code at the end of a line', '"A" C4', 'A□'],
    ['half a code before a command', 'C4 1B 45 00 "A"', '□A'],
    ['a user-defined sign nobody defined', 'FEA1 "A"', '□A'],
    ['80 and FF, which begin nothing', '80 FF "A"', '□□A'],
    ['a code of four bytes that breaks off after two', '81 39 "A"', '□A'],
    ['a code of four bytes that breaks off after three', '81 39 EE "A"', '□A'],
  ])('%s is printed as a box', (_what, code, text) => {
    expect(textOf(`1C 26 ${code} 0A`)).toEqual([text]);
  });
});

describe('a line', () => {
  it.each([
    ['1D 21 00', 1, 1],
    ['1D 21 11', 2, 2],
    ['1D 21 01', 1, 2],
    ['1D 21 10', 2, 1],
    ['1D 21 33', 4, 4],
    ['1D 21 77', 8, 8],
  ])('%s is %i wide and %i high, letters and Chinese alike', (code, width, height) => {
    expect(linesOf(`1C 26 ${code} "A" 0A C8CB 0A`)).toMatchObject([
      { text: 'A', width, height },
      { text: '人', width, height },
    ]);
  });

  it('is as large as its largest sign', () => {
    expect(linesOf('"No. " 1D 21 33 "7" 0A')).toMatchObject([{ text: 'No. 7', width: 4, height: 4 }]);
  });

  it('keeps Chinese at the old size after 1B 21, which is for letters only', () => {
    const lines = linesOf('1C 26 1B 21 30 "A" 0A C8CB 0A');
    expect(lines).toMatchObject([
      { width: 2, height: 2 },
      { width: 1, height: 1 },
    ]);
  });

  it('is enlarged by 1C 21 and 1C 57 for Chinese only', () => {
    expect(linesOf('1C 26 1C 21 04 C8CB 0A 1C 57 01 C8CB 0A "A" 0A 1C 57 00 C8CB 0A')).toMatchObject([
      { width: 2, height: 1 },
      { width: 2, height: 2 },
      { width: 1, height: 1 },
      { width: 1, height: 1 },
    ]);
  });

  it('is bold between 1B 45 01 and 1B 45 00, reverse between 1D 42 01 and 00', () => {
    const marks = linesOf('1B 45 01 "a" 0A 1B 45 00 "b" 0A 1D 42 01 "c" 0A 1D 42 00 "d" 0A');
    expect(marks.map(({ bold, reverse }) => [bold, reverse])).toEqual([
      [true, false],
      [false, false],
      [false, true],
      [false, false],
    ]);
  });

  it.each([
    ['1B 61 00', 'left'],
    ['1B 61 01', 'centre'],
    ['1B 61 02', 'right'],
    ['1B 61 31', 'centre'],
  ])('%s aligns %s', (code, align) => {
    expect(linesOf(`${code} "a" 0A`)).toMatchObject([{ align }]);
  });

  it('cannot be aligned once it has begun', () => {
    const { send, view } = createInstantBench();
    send('"a" 1B 61 01 "b" 0A');
    expect(view().uncut).toMatchObject([{ text: 'ab', align: 'left' }]);
    expect(view().protocolErrors).toEqual(['1B 61 in the middle of a line is ignored']);
  });

  it('breaks where the paper ends: 48 letters or 24 signs on 80 mm, 32 and 16 on 58 mm', () => {
    const hundred = `"${'x'.repeat(100)}" 0A`;
    const signs = `1C 26 ${'C8CB'.repeat(30)} 0A`;
    const lengths = (text: string, options = {}) => textOf(text, options).map((line) => line.length);
    expect(lengths(hundred)).toEqual([48, 48, 4]);
    expect(lengths(signs)).toEqual([24, 6]);
    expect(lengths(hundred, { columns: 32 })).toEqual([32, 32, 32, 4]);
    expect(lengths(signs, { columns: 32 })).toEqual([16, 14]);
    expect(lengths(`1D 21 11 ${hundred}`)).toEqual([24, 24, 24, 24, 4]);
    expect(lengths(`"x" ${signs}`)).toEqual([24, 7]);
  });

  it('is printed by 1B 64 and 1B 4A as well; empty ones only feed', () => {
    expect(textOf('"a" 1B 64 03 "b" 1B 4A 10 0A 0A "c" 0A')).toEqual(['a', 'b', 'c']);
  });

  it('leaves out blanks at its end and obeys tabs', () => {
    expect(textOf('"No" 09 "7" 20 20 20 0A 20 20 0A "x" 0A')).toEqual(['No      7', 'x']);
  });

  it.each([
    ['1B 2D 01', 1],
    ['1B 2D 02', 2],
    ['1B 2D 31', 1],
    ['1C 2D 02', 2],
    ['1B 21 80', 1],
    ['1C 21 80', 1],
    ['1B 2D 02 1B 2D 00', 0],
    ['1B 21 80 1B 21 00', 0],
  ])('after %s is underlined by %i dots', (code, underline) => {
    expect(linesOf(`${code} "a" 0A`)).toEqual([{ ...plain, text: 'a', underline }]);
  });

  it('in font B holds 64 letters on 80 mm, in font A 48; Chinese is as wide in both', () => {
    expect(linesOf(`1B 4D 01 "${'x'.repeat(65)}" 0A`)).toMatchObject([
      { text: 'x'.repeat(64), font: 'B' },
      { text: 'x' },
    ]);
    expect(linesOf(`1B 21 01 "x" 1B 21 00 "y" 0A 1B 4D 31 "z" 0A`)).toMatchObject([{ font: 'A' }, { font: 'B' }]);
    expect(textOf(`1C 26 1B 4D 01 ${'C8CB '.repeat(25)} 0A`)).toEqual(['人'.repeat(24), '人']);
  });

  it('is lost with 1B 40, which also ends every style', () => {
    expect(linesOf('1D 21 77 1B 45 01 1B 61 01 "lost" 1B 40 "a" 0A')).toEqual([{ ...plain, text: 'a' }]);
  });

  it('is not printed before its line feed', () => {
    expect(textOf('"A012"')).toEqual([]);
  });
});
