import { describe, expect, it } from 'vitest';
import { ChainState } from '../../../../gateway/uplink/outbox/chain.js';
import { mostUntoldEvictions } from '../../../../gateway/uplink/outbox/cursor.js';
import { GapBook } from '../../../../gateway/uplink/outbox/gap-book.js';
import { gapOf, gapOfEviction, joined } from '../../../../gateway/uplink/outbox/gaps.js';
import type { Gap } from '../../../../gateway/uplink/outbox/outbox.js';
import { gapMessage } from './support.js';

function gap(first: number, last: number, more: Partial<Gap> = {}): Gap {
  return {
    epoch: 'abcd1234',
    chain: 'event',
    first,
    last,
    count: last - first + 1,
    from: first,
    to: last,
    reason: 'space',
    ...more,
  };
}

/** Three files of ten records each. */
function state(acked: number, sent: number): ChainState {
  const segments = [1, 11, 21].map((first) => ({
    path: `${first}`,
    first,
    time: first * 100,
    count: 10,
    bytes: 1_000,
  }));
  return new ChainState('event', segments, { acked, sent, evicted: 0 }, 3_050);
}

const source = (of: ChainState) => ({ epoch: 'abcd1234', state: of, reason: 'space' as const, now: 9_000 });

describe('a gap', () => {
  it('begins behind what the centre has, and says how far it was sent', () => {
    expect(gapOfEviction(source(state(4, 7)), 1)).toEqual(gap(5, 10, { sentThrough: 7, from: 100, to: 1_100 }));
    expect(gapOfEviction(source(state(4, 4)), 3)).toEqual(gap(5, 30, { from: 100, to: 3_050 }));
    expect(gapOfEviction(source(state(0, 30)), 2)).toEqual(gap(1, 20, { sentThrough: 20, from: 100, to: 2_100 }));
  });

  it('is none where the centre has everything, also ahead of the rest', () => {
    expect(gapOfEviction(source(state(10, 10)), 1)).toBeUndefined();
    const ahead = state(0, 30);
    for (const seq of [12, 13, 14]) ahead.settle(seq);
    expect(gapOf(source(ahead), 12, 14)).toBeUndefined();
    expect(gapOf(source(ahead), 12, 15)).toMatchObject({ first: 12, last: 15 });
  });

  it('goes on in one that begins where it ends, of the same chain for the same reason', () => {
    expect(joined(gap(1, 5), gap(6, 9))).toEqual(gap(1, 9));
    expect(joined(gap(1, 5, { sentThrough: 3 }), gap(6, 9))?.sentThrough).toBe(3);
    expect(joined(gap(1, 5, { sentThrough: 5 }), gap(6, 9, { sentThrough: 8 }))?.sentThrough).toBe(8);
    expect(joined(gap(1, 5), gap(7, 9))).toBeUndefined();
    expect(joined(gap(6, 9), gap(1, 5))).toBeUndefined();
    expect(joined(gap(1, 5), gap(6, 9, { reason: 'age' }))).toBeUndefined();
    expect(joined(gap(1, 5), gap(6, 9, { chain: 'telemetry' }))).toBeUndefined();
  });
});

describe('the book of gaps', () => {
  const gapsIn = (book: GapBook) => book.open.map((each) => each.gap);

  it('joins evictions that go on, and tells the joined one with its new content', () => {
    const book = new GapBook(gapMessage, [gap(1, 5)]);
    book.addLost(gap(6, 6, { reason: 'damaged' }));
    book.addEvicted(gap(1, 3, { chain: 'telemetry' }));
    book.addEvicted(gap(6, 9));
    expect(gapsIn(book)).toEqual([gap(1, 9), gap(6, 6, { reason: 'damaged' }), gap(1, 3, { chain: 'telemetry' })]);
    expect(JSON.parse(Buffer.from(book.open[0]!.message.payload).toString())).toEqual(gap(1, 9));
  });

  it('has an end, so that the cursor can hold them; what goes on still fits', () => {
    const book = new GapBook(gapMessage, []);
    for (let index = 0; index < mostUntoldEvictions; index++) book.addEvicted(gap(index * 10 + 1, index * 10 + 5));
    book.addLost(gap(900, 900, { reason: 'refused' }));
    const before = book.open;
    expect(() => book.addEvicted(gap(500, 501))).toThrow(expect.objectContaining({ code: 'OUTBOX_WRITE_FAILED' }));
    expect(book.open).toBe(before);
    book.addEvicted(gap(6, 7));
    expect(book.open).toHaveLength(mostUntoldEvictions + 1);
  });

  it('takes evictions back that did not come about, and keeps what was lost meanwhile', () => {
    const book = new GapBook(gapMessage, [gap(1, 5)]);
    const before = book.open;
    book.addEvicted(gap(6, 9));
    book.addEvicted(gap(1, 3, { chain: 'telemetry' }));
    book.addLost(gap(40, 40, { reason: 'damaged' }));
    book.takeBack(before);
    expect(gapsIn(book)).toEqual([gap(1, 5), gap(40, 40, { reason: 'damaged' })]);
  });

  it('knows what is lost already, and forgets only what was told', () => {
    const book = new GapBook(gapMessage, []);
    expect(book.addLost(gap(4, 4, { reason: 'damaged' }))).toBe(true);
    expect(book.addLost(gap(4, 4, { reason: 'refused' }))).toBe(false);
    const told = book.open;
    book.addLost(gap(5, 5, { reason: 'damaged' }));
    book.told(told);
    expect(gapsIn(book)).toEqual([gap(5, 5, { reason: 'damaged' })]);
    expect(book.bytes).toBeLessThanOrEqual(book.bytesOfAny('abcd1234'));
  });
});
