import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from '../../../gateway/cli/csv.js';
import { deviceFile } from '../../../gateway/cli/device-file.js';

/** RFC 4180, written down once more. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted] = [[] as string[], '', false];
  for (let at = 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quoted && character === '"' && text[at + 1] === '"') at += 1;
    else if (character === '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && character === ',') [row, cell] = [[...row, cell], ''];
    else if (!quoted && text.startsWith('\r\n', at)) {
      rows.push([...row, cell]);
      [row, cell] = [[], ''];
      at += 1;
    } else cell += character;
  }
  return rows;
}

const cells = fc.string({ unit: fc.constantFrom('a', '缺', ',', '"', '\n', '\r', ' ', '=', '-', '1', '@', '\t') });

test('every cell comes back as it was, but for the apostrophe before what could be a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.array(cells, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = csv(rows);
      expect(text.startsWith('\uFEFF')).toBe(true);
      for (const [index, row] of parse(text).entries()) {
        for (const [column, found] of row.entries()) {
          expect([found, found.slice(1)]).toContain(rows[index]?.[column]);
          expect(/^[=+\-@\t\r]/.test(found) && !/^-\d/.test(found)).toBe(false);
        }
      }
    }),
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['+86 10', "'+86 10"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-2+3', "'-2+3"],
  [' =x', "' =x"],
  ['＝1', "'＝1"],
  ['-2.5', '-2.5'],
  ['A-1', 'A-1'],
  ['说"你好"', '"说""你好"""'],
])('%s is written %s', (text, written) => {
  expect(csv([[text]])).toBe(`\uFEFF${written}\r\n`);
});

test.each([
  [{ limit: '0' }, /--limit 0: allowed/],
  [{ kind: ['alrm'] }, /--kind alrm: allowed: alarm-raised/],
  [{ note: 'x' }, /--note needs --operator/],
  [{ note: 'x', operator: 'y', kind: ['online'] }, /--kind online: allowed: note/],
  [{ operator: 'y' }, /go with --note/],
  [{ figures: 'day', csv: '-' }, /exclude each other/],
])('the command line says what is wrong with %o before it looks for a broker', async (options, message) => {
  await expect(deviceFile('printer-1', { broker: 'mqtt://127.0.0.1:1', ...options })).rejects.toMatchObject({
    code: 2,
    message: expect.stringMatching(message),
  });
});
