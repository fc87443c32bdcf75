import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter, lineLimit } from '../../../../drivers/terminal/nut/lines.js';

const bytes = (text: string) => Buffer.from(text, 'utf8');
const split = (...chunks: readonly (string | Uint8Array)[]) => {
  const splitter = createLineSplitter();
  return chunks.flatMap((chunk) => splitter(typeof chunk === 'string' ? bytes(chunk) : chunk));
};

describe('the lines of a stream', () => {
  it('come when they are whole', () => {
    expect(split('OK', '', ' Good', 'bye\nVAR', ' a\n\nx')).toEqual(['OK Goodbye', 'VAR a', '']);
  });

  it('may end with CR LF', () => {
    expect(split('1.3\r', '\n1.2\r\n')).toEqual(['1.3', '1.2']);
  });

  it('keep letters whole that are cut in two', () => {
    const whole = bytes('UPS a "市电"\n');
    for (let cut = 0; cut <= whole.length; cut++) {
      expect(split(whole.subarray(0, cut), whole.subarray(cut))).toEqual(['UPS a "市电"']);
    }
  });

  it('are the same in any chunking', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 30 }), (chunks) => {
        expect(split(...chunks)).toEqual(split(Buffer.concat(chunks)));
      }),
    );
  });

  it('that are too long are told as such, and the next one is right again', () => {
    expect(split('x'.repeat(lineLimit), '\nok\n')).toEqual(['x'.repeat(lineLimit), 'ok']);
    expect(split('x'.repeat(lineLimit), 'x\nok\n')).toEqual([undefined, 'ok']);
    expect(split('x'.repeat(10 * lineLimit + 1), '\nok\n')).toEqual([undefined, 'ok']);
  });

  it('cost no more memory than one may have, however long one gets', () => {
    const splitter = createLineSplitter();
    const chunk = Buffer.alloc(1_048_576, 'x');
    // More than a Buffer may hold, and than the test's time-out would do if each were joined to what came before.
    for (let turn = 0; turn < 5_000; turn++) splitter(chunk);
    expect(splitter(bytes('\nok\n'))).toEqual([undefined, 'ok']);
  });

  it('do not change when the chunk is used again by its owner', () => {
    const splitter = createLineSplitter();
    const chunk = bytes('VER');
    splitter(chunk);
    chunk.fill(0);
    expect(splitter(bytes('\n'))).toEqual(['VER']);
  });
});
