import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../support/hex.js';
import { settle } from '../../../support/virtual-clock.js';
import { createBoard, frame, readReply, show } from './board.js';
import { vectors } from './vectors.js';

const ping = [0xa2, 0x00, 1, 0, 0];
const brightness = (mode: number, level: number, halfHours: readonly number[] = Array<number>(48).fill(0)) => [
  ...[0xa3, 0x02, 1, 0, 0],
  mode,
  level,
  ...halfHours,
];

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
        text: '请A001号到3号窗口',
        colours: ['red'],
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

describe('a board in trouble', () => {
  it('loses its areas in a power cut, but not its settings', () => {
    const { order, act, view } = createBoard();
    order(...brightness(1, 5));
    order(...show({ runMode: 2, timeout: 30, text: 'A001' }));
    act('power-cycle');
    expect(view()).toMatchObject({ areas: [], text: ['', ''], brightness: 5, resets: 0 });
  });

  it('forgets half a frame in a power cut', () => {
    const { host, board } = createBoard();
    const bytes = hex(vectors.O1);
    host.send(bytes.subarray(0, 15));
    board.restart();
    host.send(bytes.subarray(15));
    expect(host.heard()).toBe('');
  });

  it('wiped by a reset: everything is gone, and it is counted', () => {
    const { order, ask, view } = createBoard();
    ask(vectors.O9);
    order(...show({ text: 'A001' }));
    expect(order(0xa2, 0x01, 1, 0, 0)).toBe('ack');
    expect(view()).toMatchObject({ areas: [], power: 'on', brightness: 15, resets: 1, formats: 0 });
  });

  it('counts a format of its files', () => {
    const { order, view } = createBoard();
    order(0xa1, 0x00, 1, 0, 0);
    expect(view()).toMatchObject({ resets: 0, formats: 1 });
  });

  it('slow: answers late and is busy until then', async () => {
    const { ask, host, act, clock } = createBoard();
    act('slow', { ms: 400 });
    expect(ask(vectors.O1)).toBe('');
    expect(ask(vectors.O1)).toBe(vectors.O18);
    host.forget();
    await clock.advance(400);
    expect(host.heard()).toBe(vectors.O16);
    expect(ask(vectors.O1)).toBe('');
  });

  it('slow: a power cut ends the work, and the answer never comes', async () => {
    const { ask, host, act, clock } = createBoard();
    act('slow', { ms: 400 });
    ask(vectors.O1);
    act('power-cycle');
    expect(clock.pending).toBe(0);
    act('slow', { ms: 0 });
    expect(ask(vectors.O1)).toBe(vectors.O16);
    await clock.advance(1_000);
    expect(host.writes).toHaveLength(1);
  });

  it('at 9600 baud takes the time of the bytes there and back', async () => {
    const { ask, host, clock } = createBoard({ baud: 9_600 });
    expect(ask(vectors.O1)).toBe('');
    // 23 bytes asked (the leading A5s counted once) and 30 answered, ten bits each.
    await clock.advance(55);
    expect(host.heard()).toBe('');
    await clock.advance(1);
    expect(host.heard()).toBe(vectors.O16);
  });

  it('with a dead segment lies to nobody but the reader: the card says ACK, the glass is dark there', () => {
    const { order, act, view } = createBoard();
    act('dead-segment', { x: 8, y: 0, width: 8, height: 16 });
    expect(order(...show({ text: 'A001' }))).toBe('ack');
    expect(view()).toMatchObject({ text: ['A 01', ''], areas: [{ text: 'A001', visible: true }] });
    act('repair');
    expect(view().text).toEqual(['A001', '']);
  });

  it('shows what injected escapes do', () => {
    const { order, view } = createBoard();
    order(...show({ text: 'A001\\nFREE\\C2' }));
    expect(view().text).toEqual(['A001', 'FREE']);
  });

  it('survives any command and stays in contact', () => {
    const { ask, board } = createBoard();
    fc.assert(
      fc.property(
        fc.constantFrom(0xa1, 0xa2, 0xa3, 0xa4),
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 80 }),
        (group, command, payload) => {
          ask(frame([group, command, 1, 0, 0, ...payload]));
          expect(() => JSON.stringify(board.view())).not.toThrow();
          expect(ask(vectors.O1)).toBe(vectors.O16);
        },
      ),
    );
  });

  it('keeps answering whole frames after noise, split anywhere', () => {
    const { board, host } = createBoard();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: 29 }), (noise, cut) => {
        board.setFaults({ splitBytes: cut });
        host.send(noise);
        host.forget();
        const bytes = hex(vectors.O1);
        host.send(bytes.subarray(0, cut));
        host.send(bytes.subarray(cut));
        expect(host.heard().endsWith(vectors.O16)).toBe(true);
      }),
    );
  });

  it.each([
    ['nack', { code: 17 }],
    ['nack', { code: 0 }],
    ['nack', {}],
    ['status-prefix', { prefix: 'none' }],
    ['slow', { ms: -1 }],
    ['dead-segment', { x: 0, y: 0, width: 8 }],
    ['crc-errors', { answer: true }],
    ['repair', { all: true }],
  ] as const)('refuses the action %s with %j', (name, args) => {
    const { board } = createBoard();
    expect(() => board.actions[name]!(args as never)).toThrow();
  });
});
