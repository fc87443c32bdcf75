import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Element } from '../../../drivers/ticket-printer/elements.js';
import { composeSheet } from '../../../drivers/ticket-printer/escpos/sheet.js';
import { profileOf, row, simulate } from './support/elements.js';
import { readPaper } from './support/paper.js';

const papers = [
  ['generic-58', 32],
  ['epson-tm', 42],
  ['generic-80', 48],
] as const;

/** Half-width columns, by a rule of the test's own. */
const widthOf = (text: string) => Array.from(text).reduce((sum, sign) => sum + (sign > '\u00ff' ? 2 : 1), 0);
/** The column at which `part` begins. */
const columnOf = (line: string, part: string) => widthOf(line.slice(0, line.indexOf(part)));

function linesOf(profileName: (typeof papers)[number][0], ...elements: Element[]) {
  const profile = profileOf(profileName);
  const { bytes } = composeSheet(elements, profile);
  const { tickets, protocolErrors } = simulate(bytes, profile);
  expect(protocolErrors).toEqual([]);
  return tickets.flatMap(({ lines }) => lines.map(({ text }) => text));
}

describe('a table of Chinese and letters', () => {
  it.each(papers)('%s: lines up in display columns on %i', (name, columns) => {
    const third = Math.floor(columns / 3);
    const table: [string, string, string][] = [
      ['业务', '窗口', '人数'],
      ['个人业务', '3', '12'],
      ['VIP', '理财1号', '7'],
      ['A1对公', 'B', '105'],
    ];
    const printed = linesOf(
      name,
      ...table.map(([service, counter, count]) =>
        row([
          [service, third],
          [counter, third],
          [count, columns - 2 * third, 'right'],
        ]),
      ),
    );
    expect(printed).toHaveLength(table.length);
    for (const [at, line] of printed.entries()) {
      const [service, counter, count] = table[at]!;
      expect(columnOf(line, service)).toBe(0);
      expect(widthOf(line.slice(0, line.indexOf(counter, service.length)))).toBe(third);
      expect(widthOf(line)).toBe(columns);
      expect(line.endsWith(count)).toBe(true);
    }
  });

  it.each(papers)('%s: goes on below in its own column', (name, columns) => {
    const half = columns / 2;
    const printed = linesOf(
      name,
      row([
        ['个人业务办理', 8],
        ['Account opening', half],
        ['x', 2, 'right'],
      ]),
    );
    expect(printed[0]).toMatch(/^个人业务Account /u);
    expect(printed[1]).toMatch(name === 'generic-80' ? /^办理$/u : /^办理/u);
    expect(widthOf(printed[0]!)).toBe(8 + half + 2);
  });

  it('centres within a cell and puts no blanks behind the last', () => {
    const bytes = composeSheet(
      [
        row([
          ['ab', 8, 'centre'],
          ['号', 8, 'centre'],
          ['c', 8],
        ]),
      ],
      profileOf('generic-80'),
    ).bytes;
    expect(readPaper(bytes).lines).toMatchObject([{ text: '   ab      号   c', columns: 17 }]);
  });

  it('counts columns of the normal font at every size', () => {
    const bytes = composeSheet(
      [
        row(
          [
            ['a', 15],
            ['b', 15],
            ['c', 15],
          ],
          { width: 2, height: 2 },
        ),
      ],
      profileOf('generic-80'),
    ).bytes;
    expect(readPaper(bytes).lines).toMatchObject([{ text: 'a      b       c', width: 2, height: 2 }]);
  });

  it('never leaves its columns, whatever is in them', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', '号', ' ', '€', '㐀', '\u0301', '1'), maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(anyText, fc.integer({ min: 2, max: 16 }), fc.constantFrom('left', 'right', 'centre' as const)),
          {
            maxLength: 3,
          },
        ),
        (cells) => {
          const bytes = composeSheet([row(cells as Parameters<typeof row>[0])], profileOf('generic-80')).bytes;
          const total = cells.reduce((sum, [, columns]) => sum + columns, 0);
          for (const { columns } of readPaper(bytes).lines) expect(columns).toBeLessThanOrEqual(total);
        },
      ),
    );
  });
});

describe('a row that does not fit', () => {
  it.each([
    [
      'the paper',
      row([
        ['a', 40],
        ['b', 9],
      ]),
      'a row of 49 columns does not fit the paper; allowed: at most 48',
    ],
    [
      'a character',
      row([
        ['a', 8],
        ['b', 1],
      ]),
      'cell 2 of a row has 1 columns; allowed: at least 2 at 1 times the width',
    ],
    [
      'its size',
      row([['a', 7]], { width: 4 }),
      'cell 1 of a row has 7 columns; allowed: at least 8 at 4 times the width',
    ],
  ])('%s is refused', (_name, element, message) => {
    expect(() => composeSheet([element], profileOf('generic-80'))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message }),
    );
  });
});
