import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Element, plain } from '../../../../drivers/ticket-printer/elements.js';
import { profileNames, profiles } from '../../../../drivers/ticket-printer/escpos/profiles.js';
import { builtinTemplates } from '../../../../drivers/ticket-printer/templates/builtin.js';
import { ticketData } from '../../../../drivers/ticket-printer/templates/fields.js';
import { parseTemplate } from '../../../../drivers/ticket-printer/templates/parse.js';
import { renderTemplate } from '../../../../drivers/ticket-printer/templates/render.js';

const occasion = { branch: '人民路网点', printedAt: '2026-11-23 09:05' };
const ticket = { ticketId: 't1', number: 'A012', service: '个人业务' };
const full = { ...ticket, waitingAhead: 3, expectedWaitMinutes: 12, qr: 'https://example.com/q/A012' };

function template(text: string) {
  const parsed = parseTemplate(text);
  if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.template;
}

function render(text: string, args: Record<string, unknown> = {}, columns = 48) {
  return renderTemplate(template(text), ticketData({ ...ticket, ...args }, occasion), { columns });
}

function elements(text: string, args: Record<string, unknown> = {}, columns = 48): readonly Element[] {
  const rendered = render(text, args, columns);
  if ('faults' in rendered) throw new Error(JSON.stringify(rendered.faults));
  return rendered.elements;
}

const texts = (text: string, args: Record<string, unknown> = {}) =>
  elements(text, args).map((element) => ('text' in element ? element.text : element.kind));

const line = (text: string, style = {}): Element => ({
  kind: 'text',
  text,
  align: 'centre',
  style: { ...plain, ...style },
});

describe('the standard ticket', () => {
  const builtin = (name: string, args: typeof ticket, branch = occasion.branch) => {
    const found = builtinTemplates.get(name);
    return found && renderTemplate(found, ticketData(args, { ...occasion, branch }), { columns: 48 });
  };
  const number: Element = { kind: 'headline', text: 'A012', align: 'centre', largest: 6 };
  const qr: Element = { kind: 'qr', text: full.qr, align: 'centre' };
  const gap: Element = { kind: 'feed', lines: 1 };
  const logo: Element = { kind: 'logo', align: 'centre' };

  it.each([
    ['standard-zh', '您的号码', '前方等待 3 人', '预计等待 约12分钟'],
    ['standard-en', 'Your number', 'Waiting ahead: 3', 'Expected wait: about 12 min'],
  ])('%s with everything', (name, yourNumber, waiting, wait) => {
    expect(builtin(name, full)).toEqual({
      elements: [
        logo,
        line('人民路网点', { bold: true }),
        { kind: 'rule' },
        line(yourNumber),
        number,
        line('个人业务', { width: 2, height: 2 }),
        gap,
        line(waiting),
        line(wait),
        gap,
        qr,
        { kind: 'rule' },
        line('2026-11-23 09:05'),
      ],
    });
  });

  it.each([
    ['standard-zh', '您的号码'],
    ['standard-en', 'Your number'],
  ])('%s with as little as there may be', (name, yourNumber) => {
    expect(builtin(name, ticket, '')).toEqual({
      elements: [
        logo,
        line(yourNumber),
        number,
        line('个人业务', { width: 2, height: 2 }),
        gap,
        { kind: 'rule' },
        line('2026-11-23 09:05'),
      ],
    });
  });

  it.each([
    ['standard-zh', '前方等待 0 人', '预计等待 不到1分钟'],
    ['standard-en', 'Waiting ahead: 0', 'Expected wait: under 1 min'],
  ])('%s for the next customer', (name, waiting, wait) => {
    const rendered = builtin(name, { ...ticket, waitingAhead: 0, expectedWaitMinutes: 0 } as typeof full);
    expect(rendered && 'elements' in rendered && rendered.elements.slice(7, 9)).toEqual([line(waiting), line(wait)]);
  });
});

describe('a line that is printed only when', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['if qr', {}, false],
    ['if qr', { qr: 'Q' }, true],
    ['if no qr', {}, true],
    ['if no qr', { qr: 'Q' }, false],
    ['if waitingAhead', { waitingAhead: 0 }, true],
    ['if waitingAhead = 0', { waitingAhead: 0 }, true],
    ['if waitingAhead = 0', { waitingAhead: 10 }, false],
    ['if waitingAhead = 0', {}, false],
    ['if waitingAhead != 0', { waitingAhead: 10 }, true],
    ['if waitingAhead != 0', { waitingAhead: 0 }, false],
    ['if waitingAhead != 0', {}, false],
    ['if qr, if waitingAhead = 1', { qr: 'Q', waitingAhead: 1 }, true],
    ['if qr, if waitingAhead = 1', { waitingAhead: 1 }, false],
    ['if note', { fields: { note: '  ' } }, false],
    ['if no note', { fields: { note: '  ' } }, true],
    ['if no note', { fields: { note: 'x' } }, false],
    ['if note = a b', { fields: { note: ' a b ' } }, true],
  ])('%s, given %j: %s', (condition, args, printed) => {
    expect(texts(`[fields note]\n[${condition}] x\nend`, args)).toEqual(printed ? ['x', 'end'] : ['end']);
  });
});

describe('the fields of a ticket', () => {
  it('are the standard ones and its own', () => {
    const all =
      '[fields clerk]\n{number} {service} {waitingAhead} {expectedWaitMinutes} {qr} {ticketId}\n{branch} {date} {time} {clerk}';
    expect(texts(all, { ...full, fields: { clerk: '王工' } })).toEqual([
      'A012 个人业务 3 12 https://example.com/q/A012 t1',
      '人民路网点 2026-11-23 09:05 王工',
    ]);
  });

  it('that a line wants and the ticket has not are all named, with their lines', () => {
    expect(render('[fields clerk toString]\n{number}\n{clerk}\n[columns 8 8] {qr} | {toString}')).toEqual({
      faults: [
        { line: 3, missing: 'clerk', found: 'nothing', allowed: 'a text' },
        { line: 4, missing: 'qr', found: 'nothing', allowed: 'a text' },
        { line: 4, missing: 'toString', found: 'nothing', allowed: 'a text' },
      ],
    });
  });

  it('are not asked for by a line that is not printed', () => {
    expect(texts('[if qr] {qr}\n[if no qr] none')).toEqual(['none']);
  });

  it('may be blank: such a line is left out, in a row only when all of it is blank', () => {
    const args = { fields: { a: ' ', b: '' } };
    expect(texts('[fields a b]\n{a}{b}\n[qr] {a}\n[headline] {b}\n[columns 8 8] {a} | {b}\nend', args)).toEqual([
      'end',
    ]);
    expect(texts('[fields a b]\n[columns 8 8] {a} | x', args)).toEqual(['row']);
  });

  it('never make a QR code that no printer prints', () => {
    const head = '[fields a b c d]\n[qr] ';
    const fields = { a: '号'.repeat(200), b: 'x'.repeat(200), c: 'x'.repeat(57) };
    expect(texts(`${head}{a}{b}{c}`, { fields })).toEqual([fields.a + fields.b + fields.c]);
    expect(render(`${head}{a}{b}{c}!`, { fields })).toEqual({
      faults: [{ line: 2, found: 'a QR code of 858 bytes', allowed: '857 bytes of UTF-8 at most' }],
    });
  });
});

describe('the columns of a row', () => {
  const widths = (marks: string, cells: number, columns: number) => {
    const [row] = elements(`[columns ${marks}] ${Array(cells).fill('x').join('|')}`, {}, columns);
    return row?.kind === 'row' ? row.cells.map((cell) => cell.columns) : [];
  };

  it.each<[string, number, number, number[]]>([
    ['10 20', 2, 48, [10, 20]],
    ['* 10', 2, 48, [38, 10]],
    ['* 10', 2, 42, [32, 10]],
    ['* 10 *', 3, 32, [11, 10, 11]],
    ['* * *', 3, 32, [10, 10, 10]],
    ['24 24', 2, 48, [24, 24]],
    ['24 24', 2, 32, [16, 16]],
    ['40 * 8', 3, 48, [38, 3, 7]],
    ['48 2, 8x1', 2, 32, [16, 16]],
  ])('%s (%i of them) on %i columns of paper', (marks, cells, columns, expected) => {
    expect(widths(marks, cells, columns)).toEqual(expected);
  });

  it('never exceed the paper, and leave each room for a character', () => {
    const width = fc.oneof(fc.constant('*'), fc.integer({ min: 2, max: 48 }).map(String));
    fc.assert(
      fc.property(
        fc.array(width, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(...profileNames),
        (marks, size, name) => {
          fc.pre(marks.length * 2 * size <= 32);
          const { columns } = profiles[name];
          const found = widths(`${marks.join(' ')}, ${size}x1`, marks.length, columns);
          expect(found).toHaveLength(marks.length);
          expect(Math.min(...found)).toBeGreaterThanOrEqual(2 * size);
          expect(found.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('any data gives elements or says what is missing, and never throws', () => {
  const layout = template(
    '[fields a b]\n{a}\n[if b] {b}\n[if a = x, 2x2] {service}\n[qr] {a}{qr}\n[columns * 10 right] {a} | {waitingAhead}\n[headline] {number}',
  );
  const value = fc.string({ unit: 'binary', maxLength: 200 });
  const data = fc.dictionary(fc.constantFrom('a', 'b', 'service', 'qr', 'waitingAhead', 'number', '__proto__'), value);
  fc.assert(
    fc.property(data, fc.constantFrom(32, 42, 48), (given, columns) => {
      const map = new Map(Object.entries(given));
      const rendered = renderTemplate(layout, map, { columns });
      const wanted = ['a', 'qr', 'waitingAhead', 'number'].filter((name) => !map.has(name));
      if ('elements' in rendered) expect(wanted).toEqual([]);
      else for (const { missing } of rendered.faults) if (missing !== undefined) expect(map.has(missing)).toBe(false);
    }),
    { numRuns: 200 },
  );
});
