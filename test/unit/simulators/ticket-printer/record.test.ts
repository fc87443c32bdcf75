import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPaper, type Printed } from '../../../../simulators/ticket-printer/escpos-paper.js';

const line = (text: string): Printed => ({
  kind: 'line',
  line: { text, width: 1, height: 1, bold: false, reverse: false, underline: 0, font: 'A', align: 'left' },
});
/** Dots between head and cutter. */
const gap = 120;

describe('the record of the paper', () => {
  it('cuts where the blade is, 15 mm behind the head', () => {
    const paper = createPaper();
    paper.print(line('a'), 50);
    paper.print(line('b'), 50);
    paper.feed(gap - 50);
    paper.cut('partial');
    expect(paper.tickets).toMatchObject([{ text: 'a', cutThrough: false }]);
    expect(paper.uncut()).toMatchObject([{ text: 'b' }]);
    paper.feed(50);
    paper.cut('full');
    expect(paper.tickets).toMatchObject([{ text: 'a' }, { text: 'b', cut: 'full' }]);
  });

  it('one dot earlier goes through the line', () => {
    const paper = createPaper();
    paper.print(line('a'), 50);
    paper.feed(gap - 1);
    paper.cut('partial');
    expect(paper.tickets).toMatchObject([{ text: 'a', cutThrough: true }]);
  });

  it('drawn back after a cut wastes no paper and cuts as before', () => {
    const paper = createPaper();
    for (const text of ['a', 'b']) {
      paper.print(line(text), 50);
      paper.feed(gap);
      paper.cut('full');
      paper.feed(-gap);
    }
    expect(paper.tickets.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(paper.uncut()).toEqual([]);
  });

  it('remembers a reserved cut until its place has come, and forgets it when the strip is taken', () => {
    const paper = createPaper();
    paper.print(line('a'), 50);
    paper.reserve('full', 10);
    paper.feed(gap + 9);
    expect(paper.due()).toBeUndefined();
    paper.feed(1);
    expect(paper.due()).toEqual({ cut: 'full', at: 60 });
    expect(paper.due()).toBeUndefined();
    paper.reserve('full', 10);
    paper.tear();
    paper.feed(1_000);
    expect(paper.due()).toBeUndefined();
  });

  it('puts lines, symbols and pictures of one piece together', () => {
    const paper = createPaper();
    paper.print(line('a'), 50);
    paper.print({ kind: 'qr', payload: 'q' }, 100);
    paper.print({ kind: 'picture', bitmap: { width: 8, height: 9, rows: new Uint8Array(9) } }, 9);
    paper.print(line('b'), 50);
    paper.tear();
    expect(paper.torn).toMatchObject([
      { text: 'a\nb', qr: ['q'], pictures: [{ width: 8, height: 9 }], cut: 'torn', cutThrough: false },
    ]);
    expect(paper.uncut()).toEqual([]);
  });

  it('has nothing to tear where nothing is printed', () => {
    const paper = createPaper();
    paper.feed(500);
    paper.tear();
    expect(paper.torn).toEqual([]);
  });

  it('gives each line to one piece only, whatever is cut where', () => {
    const step = fc.oneof(
      fc.record({ print: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ feed: fc.integer({ min: -gap, max: 300 }) }),
      fc.constant('cut' as const),
      fc.constant('tear' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const paper = createPaper();
        let printed = 0;
        for (const what of steps) {
          if (what === 'cut') paper.cut('full');
          else if (what === 'tear') paper.tear();
          else if ('print' in what) paper.print(line(String(printed++)), what.print);
          else paper.feed(what.feed);
        }
        const all = [...paper.tickets, ...paper.torn].flatMap(({ lines }) => lines).concat(paper.uncut());
        const numbers = all.map(({ text }) => Number(text)).toSorted((a, b) => a - b);
        expect(numbers).toEqual(Array.from({ length: printed }, (_, number) => number));
      }),
    );
  });
});
