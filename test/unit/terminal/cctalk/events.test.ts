import { describe, expect, it } from 'vitest';
import { billEvents, decodeEventBlock, newEvents } from '../../../../drivers/terminal/cctalk/events.js';
import { parseFrame } from '../../../../drivers/terminal/cctalk/frame.js';
import { bytesOf, sumVectors } from './vectors.js';

const blockOf = (name: keyof typeof sumVectors) =>
  decodeEventBlock(parseFrame(bytesOf(sumVectors[name]), 'sum')!.data)!;
const status = (code: number) => ({ kind: 'status', code });
const block = (counter: number, ...codes: number[]) =>
  decodeEventBlock(Uint8Array.from([counter, ...[...codes, 0, 0, 0, 0, 0].slice(0, 5).flatMap((code) => [0, code])]))!;

describe('a block of events', () => {
  it('is read newest first', () => {
    expect(blockOf('bill events none')).toEqual({ counter: 0, events: [0, 0, 0, 0, 0].map(status) });
    expect(blockOf('bill events 2').events.slice(0, 2)).toEqual([status(12), status(11)]);
    expect(blockOf('bill events 3')).toEqual({ counter: 3, events: [14, 12, 11, 0, 0].map(status) });
  });

  it('keeps nothing of money but that some was taken', () => {
    const coins = blockOf('coin credit reply');
    expect(coins).toEqual({
      counter: 6,
      events: [{ kind: 'credit' }, status(20), status(23), { kind: 'credit' }, { kind: 'credit' }],
    });
    expect(JSON.stringify(coins)).not.toMatch(/"(type|path|value|amount)"/);
  });

  it.each([0, 1, 10, 12, 22])('is none with %d bytes', (length) => {
    expect(decodeEventBlock(new Uint8Array(length))).toBeUndefined();
  });

  it('has a word for each bill event of the reference', () => {
    expect(Object.keys(billEvents).map(Number)).toEqual(Array.from({ length: 23 }, (_, code) => code));
    const fraud = Object.entries(billEvents).filter(([, each]) => each.class === 'fraud');
    const fatal = Object.entries(billEvents).filter(([, each]) => each.class === 'fatal');
    expect(fraud.map(([code]) => Number(code))).toEqual([8, 9, 17, 18]);
    expect(fatal.map(([code]) => Number(code))).toEqual([6, 7, 13, 15, 16, 19]);
  });
});

describe('what is new', () => {
  it('nothing while the counter stands', () => {
    expect(newEvents(3, block(3, 14, 12, 11))).toEqual({ events: [], lost: false, restarted: false });
  });

  it('as many as the counter went on, oldest first', () => {
    expect(newEvents(1, block(3, 14, 12, 11)).events).toEqual([status(12), status(14)]);
    expect(newEvents(0, block(1, 11)).events).toEqual([status(11)]);
    expect(newEvents(250, block(255, 1, 2, 3, 4, 5)).events).toEqual([5, 4, 3, 2, 1].map(status));
  });

  it('over the wrap from 255 to 1, which leaves 0 out', () => {
    expect(newEvents(255, block(1, 11)).events).toEqual([status(11)]);
    expect(newEvents(254, block(2, 12, 11, 10)).events).toEqual([10, 11, 12].map(status));
    expect(newEvents(253, block(3, 1, 2, 3, 4, 5))).toMatchObject({ lost: false });
  });

  it('more than five: the five there are, and that some were lost', () => {
    expect(newEvents(10, block(15, 1, 2, 3, 4, 5))).toMatchObject({ lost: false });
    const { events, lost } = newEvents(10, block(16, 1, 2, 3, 4, 5));
    expect([events, lost]).toEqual([[5, 4, 3, 2, 1].map(status), true]);
    expect(newEvents(253, block(4, 1, 2, 3, 4, 5))).toMatchObject({ lost: true });
  });

  it('a counter back at 0: without power in between; at first sight it says nothing', () => {
    expect(newEvents(7, block(0))).toEqual({ events: [], lost: false, restarted: true });
    expect(newEvents(0, block(0))).toEqual({ events: [], lost: false, restarted: false });
    expect(newEvents(undefined, block(0))).toEqual({ events: [], lost: false, restarted: false });
  });

  it('at first sight all five, which may be old', () => {
    expect(newEvents(undefined, block(9, 14, 12, 11, 6, 22)).events).toEqual([22, 6, 11, 12, 14].map(status));
  });
});
