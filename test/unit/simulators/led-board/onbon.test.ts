import { describe, expect, it } from 'vitest';
import { hex } from '../../../support/hex.js';
import { settle } from '../../../support/virtual-clock.js';
import { brightness, createBoard, frame, ping, readReply, show } from './board.js';
import { vectors } from './vectors.js';

describe('a board in good health', () => {
  it('answers a ping with the published ACK', () => {
    expect(createBoard().ask(vectors.O1)).toBe(vectors.O16);
  });

  it('shows the published text', () => {
    const { ask, view } = createBoard({ width: 136 });
    expect(ask(vectors.O12)).toBe(vectors.O16);
    expect(view().text).toEqual(['请A001号到3号窗', '']);
    expect(view().areas).toEqual([
      {
        id: 0,
        x: 0,
        y: 0,
        width: 128,
        height: 32,
        runMode: 0,
        displayMode: 'static',
        speed: 0,
        text: '请A001号到3号窗口',
        colours: ['red'],
        pages: 1,
        page: 1,
        visible: true,
      },
    ]);
  });

  it('replaces an area that is sent again, and keeps the others', () => {
    const { order, view } = createBoard();
    order(...show({ id: 0, height: 16, text: 'A001' }, { id: 1, y: 16, height: 16, text: 'B002' }));
    expect(order(...show({ id: 0, height: 16, text: 'A003' }))).toBe('ack');
    expect(view().text).toEqual(['A003', 'B002']);
  });

  it('deletes one area, all areas, or clears the screen', () => {
    const { ask, order, view } = createBoard();
    const fill = () => order(...show({ id: 0, height: 16, text: 'A001' }, { id: 1, y: 16, height: 16, text: 'B002' }));
    fill();
    expect(ask(vectors.O14)).toBe(vectors.O16);
    expect(view().text).toEqual(['', 'B002']);
    fill();
    expect(ask(vectors.O22)).toBe(vectors.O16);
    expect(view().areas).toEqual([]);
    fill();
    expect(ask(vectors.O3)).toBe(vectors.O16);
    expect(view().areas).toEqual([]);
  });

  it('goes dark and comes back with its text', () => {
    const { ask, view } = createBoard();
    ask(vectors.O11);
    expect(ask(vectors.O9)).toBe(vectors.O16);
    expect(view()).toMatchObject({ power: 'off', text: ['', ''], areas: [{ text: 'A001', visible: false }] });
    expect(ask(vectors.O8)).toBe(vectors.O16);
    expect(view()).toMatchObject({ power: 'on', text: ['A001', ''], areas: [{ visible: true }] });
  });

  it('dims, and takes everything over 15 for 15', () => {
    const { order, view } = createBoard();
    expect(view().brightness).toBe(15);
    order(...brightness(1, 4));
    expect(view().brightness).toBe(4);
    order(...brightness(1, 16));
    expect(view().brightness).toBe(15);
  });

  it('dims by the half hour of its own clock', async () => {
    const { ask, order, view, clock } = createBoard();
    ask(vectors.O15);
    const halfHours = Array.from({ length: 48 }, (_, index) => (index === 21 ? 3 : 9));
    expect(order(...brightness(2, 15, halfHours))).toBe('ack');
    expect(view().brightness).toBe(3);
    await clock.advance(30 * 60_000);
    expect(view().brightness).toBe(9);
  });

  it('sets its clock and lets it run', async () => {
    const { ask, view, clock } = createBoard();
    expect(view().clock).toBe('2000-01-01 00:00:00');
    expect(ask(vectors.O15)).toBe(vectors.O16);
    expect(view().clock).toBe('2026-11-23 10:30:45');
    await clock.advance(15_000);
    expect(view().clock).toBe('2026-11-23 10:31:00');
  });

  it.each([
    ['31 February', '26 20 02 31 10 30 45 01'],
    ['month 13', '26 20 13 01 10 30 45 01'],
    ['hour 24', '26 20 11 23 24 00 00 01'],
    ['weekday 0', '26 20 11 23 10 30 45 00'],
    ['weekday 8', '26 20 11 23 10 30 45 08'],
    ['binary instead of BCD', '1A 14 0B 17 0A 1E 2D 01'],
    ['seven bytes', '26 20 11 23 10 30 45'],
    ['nothing', ''],
  ])('refuses to set its clock to %s with code 14', (_what, bcd) => {
    const { order, view } = createBoard();
    expect(order(0xa2, 0x03, 1, 0, 0, ...hex(bcd))).toBe(14);
    expect(view().clock).toBe('2000-01-01 00:00:00');
  });
});

describe('a text with a time limit', () => {
  it('run mode 2: is gone when the host has said nothing for that long', async () => {
    const { order, view, clock } = createBoard();
    order(...show({ runMode: 2, timeout: 30, text: 'A001' }));
    await clock.advance(29_999);
    expect(view().text).toEqual(['A001', '']);
    await clock.advance(1);
    expect(view()).toMatchObject({ text: ['', ''], areas: [{ text: 'A001', visible: false }] });
  });

  it('run mode 2: stays as long as it is said again, and other areas do not count', async () => {
    const { order, view, clock } = createBoard();
    order(...show({ runMode: 2, timeout: 30, text: 'A001' }));
    await clock.advance(20_000);
    order(...show({ runMode: 2, timeout: 30, text: 'A001' }));
    await clock.advance(20_000);
    expect(view().text).toEqual(['A001', '']);
    order(...show({ id: 1, runMode: 0, text: '' }));
    order(...ping);
    await clock.advance(10_000);
    expect(view().areas[0]).toMatchObject({ id: 0, visible: false });
  });

  it('does not mind a wall clock that jumps', async () => {
    const { order, view, clock } = createBoard();
    order(...show({ runMode: 2, timeout: 30, text: 'A001' }));
    clock.jump(3_600_000);
    await settle();
    expect(view().text).toEqual(['A001', '']);
  });

  it.each([0, 1, 3])('run mode %i: something stays for good', async (runMode) => {
    const { order, view, clock } = createBoard();
    order(...show({ runMode, timeout: 1, text: 'A001' }));
    await clock.advance(3_600_000);
    expect(view().text).toEqual(['A001', '']);
  });

  it.each([
    [4, 3_000],
    [5, 6_000],
  ])('run mode %i: plays and is gone', async (runMode, ms) => {
    const { order, view, clock } = createBoard();
    order(...show({ runMode, timeout: 2, hold: 6, text: 'A001' }));
    await clock.advance(ms - 1);
    expect(view().areas[0]).toMatchObject({ visible: true });
    await clock.advance(1);
    expect(view().areas[0]).toMatchObject({ visible: false });
  });

  it('leaves no timer behind when it is replaced, deleted, or the board is closed', () => {
    const { order, board, clock } = createBoard();
    order(...show({ runMode: 2, timeout: 30 }, { id: 1, runMode: 2, timeout: 30 }));
    order(...show({ runMode: 2, timeout: 60 }));
    expect(clock.pending).toBe(2);
    order(0xa3, 0x06, 1, 0, 0, 1, 0, 0);
    expect(clock.pending).toBe(1);
    board.close();
    expect(clock.pending).toBe(0);
  });
});

describe('who is meant', () => {
  it('hears only its own screen number', () => {
    const { ask } = createBoard({ address: 5 });
    expect(ask(vectors.O1)).toBe('');
    expect(readReply(ask(vectors.O21))).toMatchObject({ source: 5, destination: 0x8000, command: 0 });
  });

  it('escapes its own address where it must', () => {
    const { ask } = createBoard({ address: 90 });
    expect(readReply(ask(vectors.O20))).toMatchObject({ source: 90, intact: true, command: 0 });
  });

  it('does what broadcast FFFF says and is silent', () => {
    const { ask, view } = createBoard();
    expect(ask(frame([0xa3, 0x00, 1, 0, 0, 2], 0xffff))).toBe('');
    expect(view().power).toBe('off');
  });

  it('does what broadcast FFFE says and answers as FFFE', () => {
    const { ask, view } = createBoard();
    ask(vectors.O9);
    expect(readReply(ask(vectors.O10))).toMatchObject({ source: 0xfffe, command: 0 });
    expect(view().power).toBe('on');
  });

  it('does what it is told without an answer, when none is wanted', () => {
    const { ask, view } = createBoard();
    expect(ask(frame([0xa3, 0x00, 2, 0, 0, 2]))).toBe('');
    expect(view().power).toBe('off');
  });

  it('does not answer answers, its own included', () => {
    const { ask } = createBoard();
    for (const reply of [vectors.O16, vectors.O17, vectors.O19]) expect(ask(reply)).toBe('');
  });

  it('answers as its neighbour with the wrong-address knob', () => {
    const { ask, board } = createBoard();
    board.setFaults({ wrongAddress: true });
    expect(readReply(ask(vectors.O1))).toMatchObject({ source: 2, intact: true });
  });
});
