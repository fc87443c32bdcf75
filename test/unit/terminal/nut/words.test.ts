import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordOf, wordsOf } from '../../../../drivers/terminal/nut/words.js';

describe('the words of a line', () => {
  it.each([
    ['', []],
    ['   \t ', []],
    ['VER', ['VER']],
    ['LIST VAR  ups1', ['LIST', 'VAR', 'ups1']],
    ['VAR ups1 ups.status "OL CHRG"', ['VAR', 'ups1', 'ups.status', 'OL CHRG']],
    ['UPS su700 "Development \\"rack\\" \\\\ left"', ['UPS', 'su700', 'Development "rack" \\ left']],
    ['VAR a b ""', ['VAR', 'a', 'b', '']],
    ['a"b c"d', ['ab cd']],
    ['a\\ b c', ['a b', 'c']],
    ['UPS x "市电 间"', ['UPS', 'x', '市电 间']],
  ])('%s', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it.each(['VAR a b "open', 'ends with \\', '"a\\"', '"'])('%s has none: it is not whole', (line) => {
    expect(wordsOf(line)).toBeUndefined();
  });

  it('come back as they were, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
        expect(wordsOf(words.map(wordOf).join(' '))).toEqual(words);
      }),
      { numRuns: 500 },
    );
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', '\\', ' ', 'a', '\t') }), (line) => {
        const words = wordsOf(line);
        expect(words === undefined || words.every((word) => typeof word === 'string')).toBe(true);
      }),
    );
  });

  it.each([
    ['ups1', 'ups1'],
    ['two words', '"two words"'],
    ['say "no"', '"say \\"no\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['', '""'],
  ])('%s is written %s', (text, written) => {
    expect(wordOf(text)).toBe(written);
  });
});
