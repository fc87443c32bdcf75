import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { formatProblem, toProblems } from '../../../gateway/config/problems.js';
import { noPlaces } from '../../../gateway/config/source.js';
import { formatPath, quote } from '../../../gateway/validation/mistake.js';
import { schemaMistakes } from '../../../gateway/validation/schema-mistakes.js';

describe('a path', () => {
  test.each([
    [[], ''],
    [['broker', 'port'], 'broker.port'],
    [['devices', 2, 'options', 'zones', 0], 'devices[2].options.zones[0]'],
    [['branch', 'hours', 'mon-fri'], 'branch.hours.mon-fri'],
    [['a b', 'x.y', ''], '["a b"]["x.y"][""]'],
  ])('%j reads %s', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});

describe('a problem', () => {
  const base = { file: 'config/x.yaml', line: 12, found: '"onbom"', allowed: 'escpos, onbon' };

  test('reads as one line that editors can jump to', () => {
    const message = 'found "onbom", allowed: escpos, onbon. Did you mean "onbon"?';
    expect(formatProblem({ ...base, path: 'devices[2].driver', message })).toBe(
      'config/x.yaml:12 devices[2].driver: found "onbom", allowed: escpos, onbon. Did you mean "onbon"?',
    );
    expect(formatProblem({ ...base, path: '', message })).toBe(`config/x.yaml:12: ${message}`);
  });

  test('keeps found and allowed apart for programs', () => {
    const [problem] = toProblems('x', [{ path: ['a'], found: '1', allowed: '2', hint: 'Try 2' }], noPlaces);
    expect(problem).toEqual({
      file: 'x',
      line: 1,
      path: 'a',
      found: '1',
      allowed: '2',
      message: 'found 1, allowed: 2. Try 2',
    });
  });

  test('quotes long and strange text on one line, whole characters', () => {
    expect(quote('a"b\n')).toBe('"a\\"b\\n"');
    expect(quote('😀'.repeat(100))).toBe(`"${'😀'.repeat(59)}…"`);
  });
});

describe("a schema's complaint in plain words", () => {
  const said = (schema: z.ZodType, value: unknown) =>
    schemaMistakes(schema, value).map(({ path, allowed }) => [formatPath(path), allowed]);

  test.each<[string, z.ZodType, unknown, [string, string][]]>([
    ['a number above', z.number().gt(2).lt(9), 1, [['', 'a number above 2 below 9']]],
    ['an unbounded whole number', z.int(), 1.5, [['', 'a whole number']]],
    ['steps', z.int().min(8).multipleOf(8), 12, [['', 'a whole number from 8 in steps of 8']]],
    ['true or false', z.boolean(), 'yes', [['', 'true or false']]],
    ['short text', z.string().max(3), 'long', [['', 'text of at most 3 characters']]],
    ['a pattern', z.string().regex(/^a+$/), 'b', [['', 'text matching ^a+$']]],
    ['a described pattern', z.string().regex(/^a+$/).describe('the letter a'), 'b', [['', 'the letter a']]],
    ['words of its own', z.string().regex(/^a+$/, 'only the letter a'), 'b', [['', 'only the letter a']]],
    ['a list of some', z.array(z.int()).min(1), [], [['', 'a list of at least 1 entries']]],
    ['a list within bounds', z.array(z.int()).min(1).max(3), 5, [['', 'a list of 1 to 3 entries']]],
    ['an entry of a list', z.array(z.enum(['a', 'b'])), ['a', 'c'], [['[1]', 'a, b']]],
    ['a value of a record', z.record(z.string(), z.int().min(1)), { x: 0 }, [['x', 'a whole number from 1']]],
    ['a union of constants', z.union([z.literal('a'), z.literal(2)]), 3, [['', 'a, 2']]],
    ['a union by kind', z.union([z.string(), z.strictObject({ a: z.int() })]), { a: 'x' }, [['a', 'a whole number']]],
    [
      'a range with its own rule',
      z.union([z.int(), z.string().refine((t) => t === 'all', 'a number or all')]),
      'x',
      [['', 'a number or all']],
    ],
    [
      'a rule over several fields',
      z.strictObject({ a: z.int() }).refine(() => false, 'needs b'),
      { a: 1 },
      [['', 'needs b']],
    ],
    [
      'a rule without words',
      z.strictObject({
        a: z
          .int()
          .refine(() => false)
          .describe('an odd thing'),
      }),
      { a: 1 },
      [['a', 'a whole number']],
    ],
    ['something JSON Schema cannot say', z.custom((value) => value === 1), 2, [['', 'a value of another kind']]],
    ['a date', z.iso.date().describe('a day, e.g. 2026-11-23'), 'tomorrow', [['', 'a day, e.g. 2026-11-23']]],
    ['no keys at all', z.strictObject({}), { a: 1 }, [['a', 'no keys']]],
    ['an empty file', z.strictObject({ a: z.int() }), undefined, [['', 'a mapping with a']]],
  ])('%s', (_what, schema, value, expected) => {
    expect(said(schema, value)).toEqual(expected);
  });

  test('never shows the words of the validation library', () => {
    const schema = z.strictObject({
      a: z.int().min(3),
      b: z.enum(['x']),
      c: z.string().min(2),
      d: z.array(z.int()).max(0),
    });
    const text = JSON.stringify(schemaMistakes(schema, { a: 1, b: 2, c: '', d: [1], e: 1 }));
    expect(text).not.toMatch(/Invalid|Too |expected|Unrecognized/);
  });
});
