import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../../simulators/ticket-printer/escpos-effect.js';
import { createLayout } from '../../../../simulators/ticket-printer/escpos-layout.js';

const linesOf = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === 'print' && effect.item.kind === 'line' ? [effect.item.line] : []));
const dotsOf = (effects: readonly Effect[]) =>
  effects.map((effect) => (effect.kind === 'print' || effect.kind === 'feed' ? effect.dots : 0));
const letters = (text: string) => [...text].map((sign) => ({ text: sign, chinese: sign > '\x7f' }));

function typeset(text: string, columns = 48) {
  const layout = createLayout(columns);
  return { layout, effects: [...letters(text).flatMap((sign) => layout.put(sign)), ...layout.feed(34)] };
}

describe('the height of a line', () => {
  it.each([
    [1, 34],
    [2, 48],
    [4, 96],
    [8, 192],
  ])('of signs %i times as high is %i dots when it is fed by 34', (height, dots) => {
    const layout = createLayout(48);
    layout.set({ ascii: { width: 1, height } });
    layout.put({ text: 'A', chinese: false });
    expect(dotsOf(layout.feed(34))).toEqual([dots]);
  });

  it('is that of its highest sign', () => {
    const layout = createLayout(48);
    layout.put({ text: 'A', chinese: false });
    layout.set({ chinese: { width: 1, height: 3 } });
    layout.put({ text: '号', chinese: true });
    expect(dotsOf(layout.feed(34))).toEqual([72]);
  });

  it('is what is fed where nothing is printed, and feeding by nothing does nothing', () => {
    const layout = createLayout(48);
    expect(layout.feed(34)).toEqual([{ kind: 'feed', dots: 34 }]);
    expect(layout.feed(0)).toEqual([]);
  });
});

describe('the width of a line', () => {
  it('is never more than the paper, and nothing is lost by breaking', () => {
    const sign = fc.constantFrom('a', 'Z', '7', '号', '补');
    fc.assert(
      fc.property(fc.array(sign, { minLength: 1, maxLength: 200 }), fc.constantFrom(32, 48), (signs, columns) => {
        const lines = linesOf(typeset(signs.join(''), columns).effects).map(({ text }) => text);
        expect(lines.join('')).toBe(signs.join(''));
        for (const line of lines) {
          const used = [...line].reduce((sum, char) => sum + (char > '\x7f' ? 2 : 1), 0);
          expect(used).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });

  it('has room for one sign, however large', () => {
    const layout = createLayout(16);
    layout.set({ chinese: { width: 8, height: 8 } });
    const effects = [...letters('号码').flatMap((sign) => layout.put(sign)), ...layout.feed(34)];
    expect(linesOf(effects)).toMatchObject([
      { text: '号', width: 8 },
      { text: '码', width: 8 },
    ]);
  });

  it.each([
    ['', 8],
    ['a', 8],
    ['1234567', 8],
    ['12345678', 16],
    ['号码', 8],
  ])('after "%s" and a tab goes on at column %i', (text, column) => {
    const layout = createLayout(48);
    for (const sign of letters(text)) layout.put(sign);
    layout.tab();
    layout.put({ text: '|', chinese: false });
    const [line] = linesOf(layout.feed(34));
    const before = line?.text.slice(0, -1) ?? '';
    expect([...before].reduce((sum, char) => sum + (char > '\x7f' ? 2 : 1), 0)).toBe(column);
  });
});

describe('the style of a line', () => {
  it('is taken when a sign is put, not when the line is printed', () => {
    const layout = createLayout(48);
    layout.set({ bold: true, ascii: { width: 2, height: 2 } });
    layout.put({ text: 'A', chinese: false });
    layout.set({ bold: false, ascii: { width: 1, height: 1 } });
    expect(linesOf(layout.feed(34))).toMatchObject([{ text: 'A', bold: true, width: 2, height: 2 }]);
  });

  it('stays for the next line, until it is reset', () => {
    const { layout } = typeset('A');
    layout.set({ align: 'right', reverse: true });
    layout.put({ text: 'B', chinese: false });
    layout.feed(34);
    layout.put({ text: 'C', chinese: false });
    expect(linesOf(layout.feed(34))).toMatchObject([{ text: 'C', align: 'right', reverse: true }]);
    layout.reset();
    layout.put({ text: 'D', chinese: false });
    expect(linesOf(layout.feed(34))).toMatchObject([{ text: 'D', align: 'left', reverse: false }]);
  });

  it('survives a dropped line', () => {
    const { layout } = typeset('A');
    layout.set({ bold: true });
    layout.put({ text: 'lost', chinese: false });
    expect(layout.atLineStart).toBe(false);
    layout.drop();
    expect(layout.atLineStart).toBe(true);
    layout.put({ text: 'B', chinese: false });
    expect(linesOf(layout.feed(34))).toMatchObject([{ text: 'B', bold: true }]);
  });
});
