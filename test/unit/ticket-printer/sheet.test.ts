import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Element } from '../../../drivers/ticket-printer/elements.js';
import { bitmapOf, holdsRealTime } from '../../../drivers/ticket-printer/escpos/picture.js';
import { profileNames, profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';
import { composeSheet, refuseOverlong } from '../../../drivers/ticket-printer/escpos/sheet.js';
import { printable } from '../../../drivers/ticket-printer/escpos/text.js';
import { hex, toHex } from '../../support/hex.js';
import { anyBitmap, anyElement, anyText } from './support/any-element.js';
import { profileOf, qr, row, simulate, text } from './support/elements.js';
import { readPaper } from './support/paper.js';

const generic = profiles['generic-80'];
const composed = (...elements: Element[]) => composeSheet(elements, generic);
const linesOf = (...elements: Element[]) => readPaper(composed(...elements).bytes).lines;
const headline = (value: string, largest: number): Element => ({
  kind: 'headline',
  text: value,
  align: 'centre',
  largest,
});
const begin = '1C 26  1D 21 00  1B 45 00  1B 2D 00  1C 2D 00  1D 42 00  1B 32  1B 61 00';

describe('a sheet', () => {
  it('byte for byte: a known state, content, cut; what stays is not said again', () => {
    const { bytes } = composeSheet(
      [
        text('个人业务', {}, 'centre'),
        headline('A012', 6),
        text('foot', { underline: true, reverse: true }, 'right'),
        { kind: 'feed', lines: 2 },
        text('end'),
      ],
      profiles['epson-tm'],
    );
    const expected = [
      begin,
      '1B 61 01  B8 F6 C8 CB D2 B5 CE F1  0A',
      '1D 21 55  1B 45 01  41 30 31 32  0A',
      '1B 61 02  1D 21 00  1B 45 00  1B 2D 01  1C 2D 01  1D 42 01  66 6F 6F 74  0A',
      '1B 64 02',
      '1B 61 00  1B 2D 00  1C 2D 00  1D 42 00  65 6E 64  0A',
      '1D 56 42 00',
    ];
    expect(toHex(bytes)).toBe(toHex(hex(expected.join(''))));
  });

  it('is body and cut, so that a process ID can stand between', () => {
    const { body, cut, bytes } = composed(text('A012'));
    expect(toHex(bytes)).toBe(`${toHex(body)} ${toHex(cut)}`);
    expect(toHex(cut)).toBe('1D 56 42 18');
    expect(toHex(body)).toMatch(/41 30 31 32 0A$/);
  });

  it.each<[string, Element]>([
    ['a feed', { kind: 'feed', lines: 10 }],
    ['a QR code', qr('A012')],
    ['a logo', { kind: 'logo', align: 'centre' }],
    ['nothing', text('')],
  ])('ends its body at the start of a line after %s', (_name, element) => {
    const bitmap = bitmapOf(8, 8, () => true);
    const { body } = composeSheet([element], generic, { logo: { kind: 'picture', bitmap } });
    expect(toHex(body)).toMatch(/0A$/);
    expect(readPaper(composeSheet([element], generic).bytes).cuts).toEqual([{ feedDots: 24, atLineStart: true }]);
  });

  it('leaves Chinese off on a printer without it', () => {
    const { bytes, replaced } = composeSheet([text('A号')], profileOf('generic-58', { chinese: false }));
    expect(toHex(bytes)).not.toContain('1C ');
    expect(readPaper(bytes).lines[0]?.text).toBe('A?');
    expect(replaced).toBe(1);
  });

  it('says size and weight anew, so that nothing leaks into the next text', () => {
    const lines = linesOf(
      text('BIG', { width: 4, height: 2, bold: true }),
      text('small'),
      text('u', { underline: true }),
    );
    const normal = { width: 1, height: 1, bold: false, underline: false };
    expect(lines).toMatchObject([
      { text: 'BIG', width: 4, height: 2, bold: true, underline: false },
      { text: 'small', ...normal },
      { text: 'u', ...normal, underline: true },
    ]);
  });

  it('wraps by the width of the letters', () => {
    const lines = readPaper(
      composeSheet([text('对公业务个人业务办理', { width: 2, height: 3 })], profiles['generic-58']).bytes,
    ).lines;
    expect(lines.map((line) => line.text)).toEqual(['对公业务个人业务', '办理']);
    expect(lines.every(({ width, height }) => width === 2 && height === 3)).toBe(true);
  });

  it.each(profileNames)('%s: a rule is exactly as wide as the paper', (profile) => {
    const { lines } = readPaper(composeSheet([{ kind: 'rule' }], profiles[profile]).bytes);
    expect(lines).toMatchObject([{ columns: profiles[profile].columns }]);
  });

  it.each([
    ['A1', 6],
    ['A0123456', 6],
    ['理财A012', 6],
    ['理财贵宾A012', 4],
    ['理财贵宾客户专线', 3],
  ])('the headline %s is as large as 48 columns and 6 allow: %i', (value, factor) => {
    expect(linesOf(headline(value, 6))).toMatchObject([{ text: value, width: factor, height: factor, bold: true }]);
  });

  it('wraps a headline that does not fit at any size', () => {
    expect(linesOf(headline('号'.repeat(30), 6)).map((line) => line.columns)).toEqual([48, 12]);
  });

  it('adds up what it could not print, from every element', () => {
    expect(composed(text('㐀'), headline('𠀀', 6), row([['㐀', 8]]), text('ok')).replaced).toBe(3);
  });

  it('prints nothing for a text that has nothing to print', () => {
    expect(linesOf(text(' \x1b\u200b'), row([[' ', 8]]))).toEqual([]);
  });

  it('feeds more lines than one command can', () => {
    expect(toHex(composed({ kind: 'feed', lines: 300 }).body)).toContain('1B 64 FF 1B 64 2D');
  });
});

describe('the length of a sheet', () => {
  it('is what the simulated mechanism makes of it', () => {
    const style = { width: 6, height: 6 };
    const sheet = composed(text('A012', style), text('个人业务'), { kind: 'feed', lines: 3 }, qr('A012'), {
      kind: 'rule',
    });
    // 203 dpi: 144 for six times the height, 34 for a line, 24 of quiet zone, 21 modules of 6 dots.
    const dots = 144 + 34 + 3 * 34 + (24 + 21 * 6 + 34) + 34 + 24;
    expect(sheet.heightMm).toBeCloseTo(dots / 8 + 15, 1);
    expect(sheet.lines).toBe(3);
  });

  it('is told when it is too much, before anything is sent', () => {
    const sheet = composed(...Array.from({ length: 100 }, () => text('x')));
    expect(() => refuseOverlong(sheet, 300, 'A012')).toThrow(
      expect.objectContaining({
        code: 'COMMAND_ARGS_INVALID',
        message: 'ticket A012 was not printed: it would be 443 mm long; allowed: at most 300 mm (option maxTicketMm)',
      }),
    );
    refuseOverlong(sheet, 443, 'A012');
  });
});

describe('any sheet', () => {
  it('is understood to its last byte, holds no real-time command and is cut once', () => {
    fc.assert(
      fc.property(
        fc.array(anyElement, { maxLength: 8 }),
        fc.constantFrom(...profileNames),
        fc.boolean(),
        anyBitmap,
        (elements, name, chinese, bitmap) => {
          const profile = profileOf(name, { chinese });
          const { bytes } = composeSheet(elements, profile, { logo: { kind: 'picture', bitmap } });
          expect(holdsRealTime(bytes)).toBe(false);
          const { lines, cuts } = readPaper(bytes);
          for (const { columns } of lines) expect(columns).toBeLessThanOrEqual(profile.columns);
          expect(cuts).toEqual([{ feedDots: profile.extraFeedDots, atLineStart: true }]);
          const { protocolErrors, tickets, heard } = simulate(bytes, profile);
          expect(protocolErrors).toEqual([]);
          expect(heard).toBe('');
          expect(tickets.length).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  const withoutSpaces = (value: string) => Array.from(value.replace(/[ \u3000\n]/gu, ''));

  it.each(profileNames)('%s: what is on paper is what was printable, "?" counted', (name) => {
    const profile = profiles[name];
    fc.assert(
      fc.property(anyText, (value) => {
        const { bytes, replaced } = composeSheet([text(value)], profile);
        const onPaper = withoutSpaces(
          simulate(bytes, profile)
            .tickets.map((ticket) => ticket.text)
            .join(''),
        );
        const wanted = withoutSpaces(printable(value));
        expect(onPaper.length).toBe(wanted.length);
        const different = onPaper.filter((sign, at) => sign !== wanted[at]);
        expect(different).toEqual(Array.from({ length: replaced }, () => '?'));
      }),
      { numRuns: 60 },
    );
  });

  it('prints every character GB18030 has in two bytes, and counts the others', () => {
    const all = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).join('');
    const profile = profileOf('generic-80');
    const { bytes, replaced } = composeSheet([text(all)], profile);
    const { lines } = readPaper(bytes);
    const printed = withoutSpaces(lines.map((line) => line.text).join(''));
    expect(printed.length).toBe(withoutSpaces(printable(all)).length);
    expect(printed.filter((sign) => sign === '?').length).toBe(replaced + 1);
    expect(printed.filter((sign) => /\p{Script=Han}/u.test(sign)).length).toBeGreaterThan(20_900);
  });

  it('takes a line of 10,000 characters', () => {
    const { bytes, lines } = composed(text('号A'.repeat(5_000)));
    expect(lines).toBe(Math.ceil(5_000 / 16));
    expect(simulate(bytes, generic).protocolErrors).toEqual([]);
  });
});
