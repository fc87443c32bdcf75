import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/virtual-clock.js';
import { type AreaFields, blanks, createBoard, show } from './board.js';

/** Four signs wide and a row high: three pages of a second each. */
const three: AreaFields = { width: 4, height: 16, newLine: 2, hold: 2, text: 'AAAABBBBCCCC' };

/** Shows the area on a board of one row and gives what is on the glass, half a second after each full one. */
async function watch(fields: AreaFields, seconds: number) {
  const board = createBoard({ width: 32, height: 16 });
  expect(board.order(...show({ ...three, ...fields }))).toBe('ack');
  const seen: string[] = [];
  await board.clock.advance(500);
  for (let second = 0; second < seconds; second++) {
    seen.push(board.view().text[0]?.slice(0, 1) || '-');
    await board.clock.advance(1_000);
  }
  return { ...board, seen: seen.join('') };
}

describe('pages in time', () => {
  it.each([
    ['0: round and round', { runMode: 0, timeout: 2 }, 'ABCABCABCABC'],
    ['1: once, and the last page stays', { runMode: 1, timeout: 2 }, 'ABCCCCCCCCCC'],
    ['2: round and round until the time-out, then blank', { runMode: 2, timeout: 7 }, 'ABCABCA-----'],
    ['3: round and round until the time-out, then the last page stays', { runMode: 3, timeout: 7 }, 'ABCABCACCCCC'],
    ['4: once, then blank', { runMode: 4, timeout: 9 }, 'ABC---------'],
    ['5: as often as is said, then blank', { runMode: 5, timeout: 3 }, 'ABCABCABC---'],
    ['5 with no times: blank at once', { runMode: 5, timeout: 0 }, '------------'],
  ])('run mode %s', async (_what, fields, wanted) => {
    const { seen, clock, board } = await watch(fields, wanted.length);
    expect(seen).toBe(wanted);
    board.close();
    expect(clock.pending).toBe(0);
  });

  it('turn at the very moment', async () => {
    const { order, view, clock } = createBoard({ width: 32, height: 16 });
    order(...show({ ...three, hold: 5 }));
    await clock.advance(2_499);
    expect(view()).toMatchObject({ text: ['AAAA'], areas: [{ page: 1, pages: 3 }] });
    await clock.advance(1);
    expect(view()).toMatchObject({ text: ['BBBB'], areas: [{ page: 2, pages: 3, text: 'AAAABBBBCCCC' }] });
  });

  it('that are to be held for no time stay half a second', async () => {
    const { order, view, clock } = createBoard({ width: 32, height: 16 });
    order(...show({ ...three, hold: 0 }));
    await clock.advance(499);
    expect(view().text).toEqual(['AAAA']);
    await clock.advance(1);
    expect(view().text).toEqual(['BBBB']);
  });

  it('begin anew when the area is sent again, and its time-out too', async () => {
    const { order, view, clock } = createBoard({ width: 32, height: 16 });
    order(...show({ ...three, runMode: 2, timeout: 4 }));
    await clock.advance(3_500);
    order(...show({ ...three, runMode: 2, timeout: 4 }));
    expect(view().text).toEqual(['AAAA']);
    await clock.advance(3_999);
    expect(view().areas).toMatchObject([{ visible: true }]);
    await clock.advance(1);
    expect(view()).toMatchObject({ text: [''], areas: [{ page: 0, visible: false }] });
  });

  it('of two areas turn by themselves', async () => {
    const { order, view, clock } = createBoard({ width: 32, height: 32 });
    order(...show(three, { ...three, id: 1, y: 16, hold: 4 }));
    await clock.advance(3_500);
    expect(view().text).toEqual(['AAAA', 'BBBB']);
  });

  it('turn on behind a screen that is off', async () => {
    const { order, view, clock } = createBoard({ width: 32, height: 16 });
    order(...show(three));
    order(0xa3, 0x00, 1, 0, 0, 2);
    await clock.advance(1_000);
    expect(view()).toMatchObject({ text: [''], areas: [{ page: 2, visible: false }] });
    order(0xa3, 0x00, 1, 0, 0, 1);
    expect(view().text).toEqual(['BBBB']);
  });

  it('do not mind a wall clock that jumps', async () => {
    const { order, view, clock } = createBoard({ width: 32, height: 16 });
    order(...show(three));
    clock.jump(3_600_000);
    await settle();
    expect(view().text).toEqual(['AAAA']);
  });

  it('one of them blank: the text blinks', async () => {
    const { order, view, clock } = createBoard({ height: 16 });
    order(...show({ width: 8, height: 16, hold: 1, text: `A001\\n${blanks}` }));
    const seen: string[] = [];
    for (let half = 0; half < 6; half++) {
      await clock.advance(half === 0 ? 250 : 500);
      seen.push(view().text[0]!);
    }
    expect(seen).toEqual(['A001', '', 'A001', '', 'A001', '']);
  });

  it('leave no timer when there is only one that stays', () => {
    const { order, clock } = createBoard();
    order(...show({ runMode: 0, text: 'A' }, { id: 1, runMode: 1, text: 'B' }));
    expect(clock.pending).toBe(0);
  });
});

describe('what goes on one page', () => {
  /** Every page of an area of 4 columns and 2 rows, in order. */
  async function pagesOf(fields: AreaFields) {
    const { order, view, clock } = createBoard({ width: 32 });
    order(...show({ width: 4, height: 32, hold: 1, ...fields }));
    const pages: (readonly string[])[] = [];
    for (let page = 0; page < view().areas[0]!.pages; page++) {
      pages.push(view().text);
      await clock.advance(500);
    }
    return pages;
  }

  it('as many rows as the area is high', async () => {
    expect(await pagesOf({ text: '1\\n2\\n3\\n4\\n5' })).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', ''],
    ]);
  });

  it('one row, in a single-line area', async () => {
    expect(await pagesOf({ singleLine: 1, text: '1\\n2' })).toEqual([
      ['1', ''],
      ['2', ''],
    ]);
  });

  it('Chinese signs are not torn', async () => {
    const text = [...Buffer.from('41c7ebb5bdc8fdbac5', 'hex')];
    expect(await pagesOf({ newLine: 2, text })).toEqual([
      ['A请', '到三'],
      ['号', ''],
    ]);
  });

  it('a line that is too wide is cut, unless it wraps or runs to the side', async () => {
    const text = 'ABCDEFGHIJ';
    expect(await pagesOf({ text, height: 16 })).toEqual([['ABCD', '']]);
    const all = [
      ['ABCD', ''],
      ['EFGH', ''],
      ['IJ', ''],
    ];
    expect(await pagesOf({ text, height: 16, newLine: 2 })).toEqual(all);
    for (const displayMode of [3, 4]) expect(await pagesOf({ text, height: 16, displayMode })).toEqual(all);
    for (const displayMode of [2, 5, 6]) expect(await pagesOf({ text, height: 16, displayMode })).toHaveLength(1);
  });

  it('nothing, in an area with room for no sign', async () => {
    expect(await pagesOf({ width: 0, text: 'ABC', newLine: 2 })).toEqual([['', '']]);
    expect(await pagesOf({ height: 15, text: 'A\\nB' })).toEqual([['', '']]);
  });

  it('is aligned by itself', async () => {
    expect(await pagesOf({ align: 0b0101, text: '1\\n2\\n3' })).toEqual([
      ['   1', '   2'],
      ['', '   3'],
    ]);
  });
});
