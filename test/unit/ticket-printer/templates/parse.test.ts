import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../../drivers/ticket-printer/elements.js';
import { parseTemplate } from '../../../../drivers/ticket-printer/templates/parse.js';

/** The content of each line, with its conditions where it has some. */
function read(text: string): unknown[] {
  const parsed = parseTemplate(text);
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.template.lines.map(({ content, conditions }) =>
    conditions.length > 0 ? { ...content, conditions } : content,
  );
}

/** `line: found …, allowed: …` of each mistake. */
function mistakes(text: string): string[] {
  const parsed = parseTemplate(text);
  return 'mistakes' in parsed
    ? parsed.mistakes.map(({ line, found, allowed }) => `${line}: found ${found}, allowed: ${allowed}`)
    : [];
}

const text = { kind: 'text', text: ['x'], align: 'centre', style: plain };
const standard = 'number, service, waitingAhead, expectedWaitMinutes, qr, ticketId, branch, date, time';
const namesOne = 'or one that a line [fields NAME …] names';

describe('a line of a template', () => {
  it.each<[string, unknown]>([
    ['x', text],
    ['[] x', text],
    ['[centre] x', text],
    ['[center] x', text],
    ['[left] x', { ...text, align: 'left' }],
    ['[right] x', { ...text, align: 'right' }],
    ['[bold] x', { ...text, style: { ...plain, bold: true } }],
    ['[underline] x', { ...text, style: { ...plain, underline: true } }],
    ['[reverse] x', { ...text, style: { ...plain, reverse: true } }],
    ['[2x3] x', { ...text, style: { ...plain, width: 2, height: 3 } }],
    ['[8×1] x', { ...text, style: { ...plain, width: 8, height: 1 } }],
    [
      '[bold, underline，reverse, 2x2, left] x',
      { ...text, align: 'left', style: { width: 2, height: 2, bold: true, underline: true, reverse: true } },
    ],
    ['[headline] x', { kind: 'headline', text: ['x'], align: 'centre', largest: 6 }],
    ['[headline 8, right] x', { kind: 'headline', text: ['x'], align: 'right', largest: 8 }],
    ['[rule]', { kind: 'rule' }],
    ['[feed]', { kind: 'feed', lines: 1 }],
    ['[feed 20]', { kind: 'feed', lines: 20 }],
    ['[qr, left] x', { kind: 'qr', text: ['x'], align: 'left' }],
    ['[logo]', { kind: 'logo', align: 'centre' }],
    [
      '[columns 20 * right 8 centre, bold] a | {number} | c',
      {
        kind: 'row',
        columns: [
          { width: 20, align: 'left' },
          { width: 'rest', align: 'right' },
          { width: 8, align: 'centre' },
        ],
        texts: [['a'], [{ field: 'number' }], ['c']],
        style: { ...plain, bold: true },
      },
    ],
    ['[if qr] x', { ...text, conditions: [{ field: 'qr', test: 'present', value: '' }] }],
    ['[if no qr] x', { ...text, conditions: [{ field: 'qr', test: 'absent', value: '' }] }],
    ['[if service = 个人 业务] x', { ...text, conditions: [{ field: 'service', test: 'equal', value: '个人 业务' }] }],
    [
      '[if qr, if waitingAhead!=0] x',
      {
        ...text,
        conditions: [
          { field: 'qr', test: 'present', value: '' },
          { field: 'waitingAhead', test: 'different', value: '0' },
        ],
      },
    ],
  ])('%s', (line, content) => {
    expect(read(line)).toEqual([content]);
  });

  it('takes braces, bars, "#" and "[" that are meant as they are', () => {
    expect(read('{{{number}}}')).toEqual([{ ...text, text: ['{', { field: 'number' }, '}'] }]);
    expect(read('[]# x')).toEqual([{ ...text, text: ['# x'] }]);
    expect(read('[][x]')).toEqual([{ ...text, text: ['[x]'] }]);
    expect(read('[columns 2 2] a||b | c')).toMatchObject([{ texts: [['a|b'], ['c']] }]);
    expect(read('[columns 2 2] a | ')).toMatchObject([{ texts: [['a'], []] }]);
  });

  it('leaves out empty lines, comments and the names of fields, and counts them', () => {
    const parsed = parseTemplate('# a comment\r\n\r\n[fields clerk 备注]\r\n  {clerk}\t{备注}  \r\n');
    expect(parsed).toEqual({
      template: {
        lines: [{ line: 4, conditions: [], content: { ...text, text: [{ field: 'clerk' }, ' ', { field: '备注' }] } }],
      },
    });
  });
});

describe('a mistake in a template', () => {
  const marks =
    'bold, underline, reverse, left, centre, center, right, headline, columns, rule, feed, qr, logo, if, fields, a size such as 2x2';

  it.each<[string, string]>([
    ['[blod] x', `1: found the mark "blod", allowed: ${marks}`],
    ['[toString] x', `1: found the mark "toString", allowed: ${marks}`],
    [
      '[bold x',
      '1: found "[" without "]", allowed: marks between [ and ], then text; text that begins with [ itself has [] before it',
    ],
    ['[bold 2] x', '1: found "2" behind a mark that stands alone, allowed: a comma'],
    ['[9x1] x', '1: found the size "9x1", allowed: width x height, 1 to 8 each'],
    ['[0x1] x', '1: found the size "0x1", allowed: width x height, 1 to 8 each'],
    ['[headline 9] x', '1: found "headline 9", allowed: a whole number from 1 to 8, or headline alone'],
    ['[feed two]', '1: found "feed two", allowed: a whole number from 1 to 20, or feed alone'],
    ['[columns] x', '1: found 0 columns, allowed: 1 to 8 widths, e.g. columns * 10 right'],
    ['[columns 2 2 2 2 2 2 2 2 2] x', '1: found 9 columns, allowed: 1 to 8 widths, e.g. columns * 10 right'],
    [
      '[columns 20 righ] x | y',
      '1: found "righ" among the columns, allowed: widths of 2 to 48 characters, * for the rest, each with left, centre or right behind it',
    ],
    [
      '[columns 1 20] x | y',
      '1: found "1" among the columns, allowed: widths of 2 to 48 characters, * for the rest, each with left, centre or right behind it',
    ],
    [
      '[columns 8 8] x',
      '1: found 1 text, allowed: 2 texts with | between them, as many as columns; || is the sign itself',
    ],
    ['[columns 8] x | y', '1: found 2 texts, allowed: one text, as many as columns; || is the sign itself'],
    [
      '[columns 8 8 8, 8x1] x | y | z',
      '1: found 3 columns of letters 8 times as wide, allowed: 2 at most: each needs room for a character on 58 mm paper',
    ],
    ['[if] x', '1: found the condition "", allowed: if FIELD, if no FIELD, if FIELD = VALUE, if FIELD != VALUE'],
    [
      '[if no qr = 1] x',
      '1: found the condition "no qr = 1", allowed: if FIELD, if no FIELD, if FIELD = VALUE, if FIELD != VALUE',
    ],
    [
      '[if qr =] x',
      '1: found the condition "qr =", allowed: if FIELD, if no FIELD, if FIELD = VALUE, if FIELD != VALUE',
    ],
    ['[if waiting] x', `1: found the field "waiting", allowed: ${standard}, ${namesOne}`],
    ['{numbre}', `1: found the field "numbre", allowed: ${standard}, ${namesOne}`],
    ['[columns 8 8] {a} | x', `1: found the field "a", allowed: ${standard}, ${namesOne}`],
    ['{number', '1: found "{" without its other half, allowed: {field}, or {{ for the sign itself'],
    ['number}', '1: found "}" without its other half, allowed: {field}, or }} for the sign itself'],
    ['[left, right] x', '1: found "left" and "right", allowed: one of left, centre, right'],
    ['[1x1, 2x2] x', '1: found "1x1" and "2x2", allowed: one size'],
    [
      '[qr, headline] x',
      '1: found "qr" and "headline", allowed: one of headline, columns, rule, feed, qr, logo, fields',
    ],
    ['[rule, bold]', '1: found "bold" beside "rule", allowed: if'],
    ['[headline, 2x2] x', '1: found "2x2" beside "headline", allowed: left, centre, right, if'],
    ['[columns 8, right] x', '1: found "right" beside "columns", allowed: sizes, bold, underline, reverse, if'],
    ['[fields a, if qr]', '1: found "if qr" beside "fields", allowed: fields alone'],
    ['[bold]', '1: found no text, allowed: text behind the marks'],
    ['[qr]', '1: found no text, allowed: text behind the marks'],
    ['[rule] x', '1: found text behind "rule", allowed: nothing: it stands alone on its line'],
    ['', '1: found nothing to print, allowed: at least one line of text, headline, columns, qr, logo or rule'],
    [
      '# x\n[fields a]',
      '1: found nothing to print, allowed: at least one line of text, headline, columns, qr, logo or rule',
    ],
    [
      '[fields]',
      '1: found "fields" without a name, allowed: names of 1 to 32 letters, digits and "_" with spaces between them, none of which every ticket has anyway',
    ],
    [
      '[fields a number]',
      '1: found the field name "number", allowed: names of 1 to 32 letters, digits and "_" with spaces between them, none of which every ticket has anyway',
    ],
    ['x\n'.repeat(201), '201: found more than 200 lines, allowed: 200 lines at most'],
  ])('%j', (source, mistake) => {
    expect(mistakes(source)).toEqual([mistake]);
  });

  it('does not hide the others; each has its line, in their order', () => {
    const found = mistakes('{x} {y}\nfine\n[blod] x\n[rule] x\n{number');
    expect(found.map((mistake) => mistake.split(',')[0])).toEqual([
      '1: found the field "x"',
      '1: found the field "y"',
      '3: found the mark "blod"',
      '4: found text behind "rule"',
      '5: found "{" without its other half',
    ]);
  });

  it('is quoted short, on one line, without anything a terminal would obey', () => {
    const [mistake = ''] = mistakes(`[\u001b[31m${'x'.repeat(5_000)}]`);
    expect(mistake).toContain('found the mark "\\u001b[31mxxx');
    expect(mistake.length).toBeLessThan(300);
  });
});

it('any text at all is a template or has mistakes on lines that it has', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '|',
      ',',
      '\n',
      '#',
      'if ',
      'columns 8 * ',
      'qr',
      'feed 3',
      'number',
      '2x2',
      '=',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const source = pieces.join('');
      const parsed = parseTemplate(source);
      if ('template' in parsed) return;
      const lines = source.split('\n').length;
      expect(parsed.mistakes.length).toBeGreaterThan(0);
      for (const { line, found, allowed } of parsed.mistakes) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
        expect(found + allowed).not.toContain('\n');
      }
    }),
    { numRuns: 500 },
  );
});
