import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineDecoder, quoted, wordsOf } from '../../../../simulators/terminal/nut-words.js';

describe('words of a NUT line', () => {
  it.each([
    ['LIST UPS', ['LIST', 'UPS']],
    ['  GET   VAR\tups1 ups.status ', ['GET', 'VAR', 'ups1', 'ups.status']],
    ['UPS ups1 "Hall UPS"', ['UPS', 'ups1', 'Hall UPS']],
    ['a "say \\"no\\"" b', ['a', 'say "no"', 'b']],
    ['a "back \\\\ slash"', ['a', 'back \\ slash']],
    ['VAR u v ""', ['VAR', 'u', 'v', '']],
    ['one\\ word', ['one word']],
    ['', []],
  ])('%j is %j', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it.each(['"open', 'ends with \\', 'a "b\\"'])('%j has none: it is not finished', (line) => {
    expect(wordsOf(line)).toBeUndefined();
  });

  it('are what was quoted, whatever that is', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(wordsOf(`VAR u v ${quoted(value)}`)).toEqual(['VAR', 'u', 'v', value]);
      }),
    );
  });
});

describe('lines of a NUT stream', () => {
  const texts = (decode: ReturnType<typeof createLineDecoder>, bytes: Uint8Array) =>
    decode(bytes).map(({ text }) => text);

  it('come whole however the stream is cut', () => {
    const stream = Buffer.from('VER\r\nLIST VAR "大厅"\n\nGET');
    for (let cut = 0; cut <= stream.length; cut++) {
      const decode = createLineDecoder();
      const lines = [...texts(decode, stream.subarray(0, cut)), ...texts(decode, stream.subarray(cut))];
      expect(lines).toEqual(['VER', 'LIST VAR "大厅"', '']);
    }
  });

  it('have no words when they are too long, and the next one is heard again', () => {
    const decode = createLineDecoder();
    const [long, next] = decode(Buffer.from(`${'x'.repeat(100_000)}\nVER\n`));
    expect(long).toMatchObject({ words: undefined });
    expect(long?.text.length).toBe(1_024);
    expect(next).toEqual({ text: 'VER', words: ['VER'] });
  });
});
