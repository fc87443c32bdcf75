import { describe, expect, it } from 'vitest';
import { crc16 } from '../../../../simulators/led-board/onbon-codec.js';
import { cardModels } from '../../../../simulators/led-board/onbon-models.js';
import { brightness, createBoard, frame, ping, readReply, show } from './board.js';
import { vectors } from './vectors.js';

const firmwareQuery = frame([0xa2, 0x04, 1, 0, 0]);
const screenNumberQuery = frame([0xa2, 0x07, 1, 0, 0], 0xfffe);

describe('who the card says it is', () => {
  it('tells its firmware, after either prefix', () => {
    const { ask, act } = createBoard({ firmware: 'BX-5MK1 V3.21' });
    const text = [...Buffer.from('BX-5MK1 V3.21')];
    expect(readReply(ask(firmwareQuery))).toMatchObject({ group: 0xa0, command: 0, error: 0, payload: text });
    act('status-prefix', { prefix: 'echo' });
    expect(readReply(ask(firmwareQuery))).toMatchObject({ group: 0xa2, command: 4, error: 0, payload: text });
  });

  it('tells its screen number to somebody who does not know it', () => {
    const { ask } = createBoard({ address: 0x1234 });
    expect(readReply(ask(screenNumberQuery))?.payload).toEqual([0x34, 0x12]);
  });

  it('counts who gives it another screen number, and keeps its own', () => {
    const { ask, order, view } = createBoard();
    expect(order(0xa2, 0x06, 1, 0, 0, 9, 0)).toBe('ack');
    expect(order(0xa2, 0x06, 1, 0, 0, 9)).toBe(8);
    expect(view().renumberings).toBe(1);
    expect(ask(vectors.O1)).toBe(vectors.O16);
  });

  it.each(cardModels)('a %s has its own device type in each reply, and an address in the right place', (model) => {
    const reply = readReply(createBoard({ model }).ask(vectors.O1));
    expect(reply).toMatchObject({ source: 1, destination: 0x8000, intact: true, command: 0 });
    expect(reply?.deviceType).toBeGreaterThanOrEqual(0x51);
    expect(reply?.deviceType).toBe(
      // The table of 2.3, read a second time.
      Object.fromEntries(
        '5K1 51,5K2 58,5MK2 53,5MK1 54,5K1Q-YY 5C,6K1 61,6K2 62,6K3 63,6K1-YY 64,6K2-YY 65,6K3-YY 66,6K1-4G 67,6K2-4G 68'
          .split(',')
          .map((entry) => [entry.split(' ')[0]!, Number.parseInt(entry.split(' ')[1]!, 16)]),
      )[model],
    );
  });

  it('counts as its model does, if nothing else is said', () => {
    const width = (options: Parameters<typeof createBoard>[0]) => {
      const { order, view } = createBoard(options);
      order(...show({ width: 16, text: 'A' }));
      return view().areas[0]!.width;
    };
    expect(width({ model: '6K2' })).toBe(16);
    expect(width({ model: '5K2' })).toBe(128);
    expect(width({ model: '6K2', series: '5k' })).toBe(128);
    expect(width({ series: '6k' })).toBe(16);
  });
});

describe('another firmware', () => {
  it('does not know a command, or a whole group', () => {
    const { order, view } = createBoard({ lacks: ['A3 02', 'A2'] });
    expect(order(...brightness(1, 3))).toBe(2);
    expect(order(...ping)).toBe(1);
    expect(order(...show({ text: 'A001' }))).toBe('ack');
    expect(view()).toMatchObject({ brightness: 15, text: ['A001', ''] });
  });

  it('is flashed: the list is replaced', () => {
    const { ask, order, act } = createBoard();
    act('lacks', { commands: ['A2 04'] });
    expect(readReply(ask(firmwareQuery))).toMatchObject({ command: 1, error: 2 });
    act('lacks', { commands: ['A3 02'] });
    expect(readReply(ask(firmwareQuery))).toMatchObject({ command: 0 });
    expect(order(...brightness(1, 3))).toBe(2);
    act('lacks', { commands: [] });
    expect(order(...brightness(1, 3))).toBe('ack');
  });

  it.each([[['a3 02']], [['A3 02 01']], [['A302']], [['']], ['A3 02']])('is not described by %j', (commands) => {
    const { act } = createBoard();
    expect(() => act('lacks', { commands })).toThrow('commands');
  });
});

describe('an area order', () => {
  it('with ProcessMode 1 begins with an empty memory, with others it adds', () => {
    const { order, view } = createBoard();
    const inMode = (mode: number, ...data: number[]) => order(...data.slice(0, 3), mode, ...data.slice(4));
    const upper = show({ height: 16, text: 'A001' });
    const lower = show({ id: 1, y: 16, height: 16, text: 'B002' });
    inMode(0, ...upper);
    inMode(0x2d, ...lower);
    expect(view().text).toEqual(['A001', 'B002']);
    expect(inMode(1, ...lower.slice(0, -1))).toBe(8);
    expect(view().text).toEqual(['A001', 'B002']);
    expect(inMode(1, ...lower)).toBe('ack');
    expect(view()).toMatchObject({ text: ['', 'B002'], areas: [{ id: 1 }] });
  });

  it('says how its text comes', () => {
    const { order, view } = createBoard();
    order(...show({ displayMode: 5, speed: 9, runMode: 1 }));
    expect(view().areas).toMatchObject([{ displayMode: 'up', speed: 9, runMode: 1 }]);
  });

  it('says in its header whether it wants the glass alone', () => {
    const { ask, order, view } = createBoard();
    order(...show({ text: 'A001' }));
    expect(view().priority).toBe('normal');
    const alone = Uint8Array.of(...[1, 0, 0, 0x80, 0, 0, 0, 0, 0], 1, ...[0xfe, 2, 7, 0, 0xa3, 6, 1, 0, 0, 0, 0]);
    const crc = crc16(alone);
    ask(Uint8Array.of(0xa5, ...alone, crc & 0xff, crc >> 8, 0x5a));
    expect(view()).toMatchObject({ priority: 'dynamic', text: ['A001', ''] });
  });

  it('is read with the font the card has', () => {
    const text = [0x81, 0x39, 0xee, 0x39];
    const shown = (font: 'gbk' | 'gb18030') => {
      const { order, view } = createBoard({ font });
      order(...show({ text }));
      return [view().text[0], view().areas[0]!.text];
    };
    expect(shown('gb18030')).toEqual(['㐀', '㐀']);
    expect(shown('gbk')).toEqual(['□□', '□□']);
  });
});
