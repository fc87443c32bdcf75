import { describe, expect, it } from 'vitest';
import { brightness, createBoard, frame, ping, readReply, show } from './board.js';
import { vectors } from './vectors.js';

describe('what the card refuses', () => {
  it('damaged frames, with the published NACK, and does not do them', () => {
    const { ask, view } = createBoard();
    expect(ask(vectors.alteredO4)).toBe(vectors.O17);
    expect(view().areas).toEqual([]);
  });

  it('damaged frames, without a word, if set so', () => {
    const { ask, act } = createBoard();
    act('crc-errors', { answer: 'silence' });
    expect(ask(vectors.alteredO4)).toBe('');
    act('crc-errors', { answer: 'nack' });
    expect(ask(vectors.alteredO4)).toBe(vectors.O17);
  });

  it('unknown commands, with the published NACK', () => {
    const { ask } = createBoard();
    expect(ask(frame([0xa2, 0x7f, 1, 0, 0]))).toBe(vectors.O19);
  });

  it.each([
    ['an unknown group', [0xb0, 0x00, 1, 0, 0], 1],
    ['an unknown command of each group', [0xa1, 0x7f, 1, 0, 0], 2],
    ['writing a file', [0xa1, 0x05, 1, 0, 0, 1], 2],
    ['locking a program', [0xa3, 0x04, 1, 6, 0], 2],
    ['a screen that is neither on nor off', [0xa3, 0x00, 1, 0, 0, 3], 8],
    ['a screen command without a word', [0xa3, 0x00, 1, 0, 0], 8],
    ['brightness without the half hours', [0xa3, 0x02, 1, 0, 0, 1, 5], 8],
    ['brightness mode 3', brightness(3, 5), 8],
    ['an area order that is cut', show({ text: 'A001' }).slice(0, -1), 8],
  ])('%s', (_what, data, code) => {
    expect(createBoard().order(...data)).toBe(code);
  });

  it('a bad area as a whole: the good one of the same order is not shown', () => {
    const { order, view } = createBoard();
    expect(order(...show({ id: 0, text: 'A001' }, { id: 1, runMode: 9 }))).toBe(8);
    expect(view().areas).toEqual([]);
  });

  it('whatever the test asks for, as often as it asks, and does not do it', () => {
    const { order, act, view } = createBoard();
    act('nack', { code: 3, times: 2 });
    expect(order(...show({ text: 'A001' }))).toBe(3);
    expect(order(...ping)).toBe(3);
    expect(view().areas).toEqual([]);
    expect(order(...ping)).toBe('ack');
  });

  it.each(Array.from({ length: 16 }, (_, index) => index + 1))('with code %i once', (code) => {
    const { order, act } = createBoard();
    act('nack', { code });
    expect([order(...ping), order(...ping)]).toEqual([code, 'ack']);
  });

  it('busy as published', () => {
    const { ask, act } = createBoard();
    act('nack', { code: 3 });
    expect(ask(vectors.O1)).toBe(vectors.O18);
  });
});

describe('the status query', () => {
  it('tells power, brightness, clock and areas where the vendor reads them', () => {
    const { ask, order } = createBoard();
    ask(vectors.O15);
    order(...brightness(1, 7));
    order(...show({ id: 4, text: 'A' }, { id: 2, text: 'B' }));
    expect(readReply(ask(vectors.O2))).toMatchObject({
      group: 0xa0,
      command: 0,
      error: 0,
      payload: [1, 7, 0x26, 0x20, 0x11, 0x23, 0x10, 0x30, 0x45, 1, 0, 0, 0, 0, 0, 0, 0, 2, 4, 2],
    });
    ask(vectors.O9);
    expect(readReply(ask(vectors.O2))?.payload[0]).toBe(2);
  });

  it('says Sunday as 7', async () => {
    const { ask, clock } = createBoard();
    ask(vectors.O15);
    await clock.advance(6 * 86_400_000);
    expect(readReply(ask(vectors.O2))?.payload[9]).toBe(7);
  });

  it('can begin with an echo of the command instead; other answers stay ACKs', () => {
    const { ask, act } = createBoard();
    act('status-prefix', { prefix: 'echo' });
    expect(readReply(ask(vectors.O2))).toMatchObject({ group: 0xa1, command: 2, error: 0 });
    expect(ask(vectors.O1)).toBe(vectors.O16);
    act('status-prefix', { prefix: 'ack' });
    expect(readReply(ask(vectors.O2))).toMatchObject({ group: 0xa0, command: 0 });
  });
});
