import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../support/hex.js';
import { brightness, createBoard, frame, show } from './board.js';
import { vectors } from './vectors.js';

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
