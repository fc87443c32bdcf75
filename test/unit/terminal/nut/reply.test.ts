import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Collector, listReply, textReply, wordReply } from '../../../../drivers/terminal/nut/reply.js';

/** What a reply comes to, and how many lines it has taken. */
function read<T>(collect: Collector<T>, lines: readonly (string | undefined)[]) {
  for (const [index, line] of lines.entries()) {
    const outcome = collect(line);
    if (outcome === undefined) continue;
    const what = 'error' in outcome ? { error: outcome.error.message } : outcome;
    return { ...what, lines: index + 1 };
  }
  return undefined;
}

const variables = () => {
  const rows: string[] = [];
  return listReply(['VAR', 'ups1'], {
    restart: () => void rows.splice(0),
    row: (words) => void rows.push(words.slice(2).join('=')),
    end: () => rows,
  });
};

describe('an answer of one line', () => {
  it('is the word after its beginning', () => {
    const status = wordReply('VAR', 'ups1', 'ups.status');
    expect(read(status, ['VAR ups1 ups.status "OL CHRG"'])).toEqual({ value: 'OL CHRG', lines: 1 });
    expect(read(wordReply('OK'), ['OK STARTTLS'])).toEqual({ value: 'STARTTLS', lines: 1 });
  });

  it.each(['ACCESS-DENIED', 'UNKNOWN-UPS', 'DATA-STALE', 'DRIVER-NOT-CONNECTED', 'FEATURE-NOT-CONFIGURED'])(
    'ERR %s',
    (code) => {
      expect(read(wordReply('OK'), [`ERR ${code}`])).toEqual({ refused: code, lines: 1 });
      expect(read(wordReply('OK'), [`ERR ${code} and why`])).toEqual({ refused: code, lines: 1 });
      expect(read(textReply(), [`ERR ${code}`])).toEqual({ refused: code, lines: 1 });
      expect(read(variables(), [`ERR ${code}`])).toEqual({ refused: code, lines: 1 });
    },
  );

  it.each([
    'VAR ups2 ups.status "OL"',
    'VAR ups1 ups.load "12"',
    'VAR ups1 ups.status',
    'VAR ups1 ups.status OL CHRG',
    'VAR ups1 ups.status "OL',
    'BEGIN LIST VAR ups1',
    'HTTP/1.1 400 Bad Request',
    '',
    undefined,
  ])('is not %j', (line) => {
    const answer = read(wordReply('VAR', 'ups1', 'ups.status'), [line]);
    expect(answer).toMatchObject({ error: expect.stringContaining('not an answer of a NUT server') });
  });

  it('of any text is that text', () => {
    expect(read(textReply(), ['Network UPS Tools upsd 2.8.1 - "https'])).toMatchObject({ value: expect.any(String) });
  });
});

describe('a list', () => {
  const begin = 'BEGIN LIST VAR ups1';
  const end = 'END LIST VAR ups1';

  it('is its rows', () => {
    const lines = [begin, 'VAR ups1 ups.status "OL"', 'VAR ups1 ups.load "1\\"2"', end, 'more'];
    expect(read(variables(), lines)).toEqual({ value: ['ups.status=OL', 'ups.load=1"2'], lines: 4 });
    expect(read(variables(), [begin, end])).toEqual({ value: [], lines: 2 });
  });

  it('that does not end is none', () => {
    expect(read(variables(), [begin, 'VAR ups1 a "1"', 'END LIST VAR ups2'])).toBeUndefined();
  });

  it('that begins again, as behind a server that was restarted, has only the rows since', () => {
    const lines = [begin, 'VAR ups1 a "1"', 'VAR ups1 b "2"', begin, 'VAR ups1 a "3"', end];
    expect(read(variables(), lines)).toMatchObject({ value: ['a=3'] });
  });

  it('passes over a row that cannot be read', () => {
    const lines = [begin, 'VAR ups1 a "1', undefined, 'VAR ups1 b "2"', end];
    expect(read(variables(), lines)).toMatchObject({ value: ['b=2'] });
  });

  it('may break off with a refusal', () => {
    expect(read(variables(), [begin, 'VAR ups1 a "1"', 'ERR DATA-STALE'])).toEqual({ refused: 'DATA-STALE', lines: 3 });
  });

  it('that begins with something else is none', () => {
    expect(read(variables(), ['VAR ups1 a "1"'])).toMatchObject({ error: expect.stringContaining('not an answer') });
    expect(read(variables(), ['BEGIN LIST VAR ups2'])).toMatchObject({ error: expect.any(String) });
  });

  it('without an end is given up', () => {
    const rows = Array.from({ length: 20_001 }, (_, n) => `VAR ups1 v${n} "${n}"`);
    const list = listReply(['VAR', 'ups1'], { restart: () => undefined, row: () => undefined, end: () => 1 });
    expect(read(list, [begin, ...rows])).toMatchObject({ error: expect.stringContaining('more than 20000 lines') });
  });

  it('never throws, whatever comes', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(begin, end, 'ERR', 'VAR', 'VAR ups1', 'BEGIN', 'END LIST', '"', undefined),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const collect of [variables(), textReply(), wordReply('VAR', 'a', 'b')]) {
          const answer = read<unknown>(collect, lines);
          expect(answer === undefined || answer.lines <= lines.length).toBe(true);
        }
      }),
    );
  });
});
