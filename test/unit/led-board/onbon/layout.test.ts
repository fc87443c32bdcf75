import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { DynamicArea } from '../../../../drivers/led-board/onbon/area.js';
import { Layout } from '../../../../drivers/led-board/onbon/layout.js';
import { onbonOptions } from '../../../../drivers/led-board/onbon/options.js';
import { onbonText } from '../../../../drivers/led-board/onbon/text.js';

interface Setup {
  readonly zone?: Record<string, unknown>;
  readonly board?: z.input<typeof onbonOptions>;
  readonly text?: string;
  readonly kind?: 'call' | 'show' | 'test';
  readonly ends?: boolean;
  readonly blink?: boolean;
}

function areaOf({ zone = {}, board = {}, text = 'A001', kind = 'show', ends = false, blink = false }: Setup) {
  const place = { x: 0, y: 0, width: 64, height: 32, ...zone };
  const layout = new Layout(onbonOptions.parse({ zones: { main: place }, ...board }));
  const picture = { board: onbonText(text, 'gb2312'), kind, ends, blink, seconds: 60 };
  const request = layout.show('main', picture, '5k');
  if (request.kind !== 'areas') throw new Error('no areas');
  const [area] = request.areas as [DynamicArea];
  return { ...area, text: iconv.decode(Buffer.from(area.text), 'gbk') };
}

describe('what becomes of a text when the gateway is gone', () => {
  it.each([
    ['call', 'blank', false, 'blank-after-timeout'],
    ['call', 'stay', false, 'blank-after-timeout'],
    ['call', 'last-page', false, 'blank-after-timeout'],
    ['show', 'blank', false, 'blank-after-timeout'],
    ['show', 'last-page', false, 'last-page-after-timeout'],
    ['show', 'stay', false, 'loop'],
    ['show', 'stay', true, 'blank-after-timeout'],
    ['test', 'stay', true, 'blank-after-timeout'],
  ] as const)('a %s in a zone that says %s (with an end: %s): %s', (kind, whenGatewayIsGone, ends, runMode) => {
    expect(areaOf({ zone: { whenGatewayIsGone }, kind, ends })).toMatchObject({ runMode, timeout: 60 });
  });
});

describe('how a text looks', () => {
  it('as the zone says, and where it says nothing as the board says', () => {
    const own = areaOf({ zone: { colour: 'green', align: 'left', effect: 'left', speed: 5, pageSeconds: 1.5 } });
    expect(own).toMatchObject({ text: '\\C2A001', align: 'left', displayMode: 'left', speed: 5, holdTime: 3 });
    const plain = areaOf({ board: { colour: 'red', align: 'right' } });
    expect(plain).toMatchObject({ text: '\\C1A001', align: 'right', displayMode: 'static', speed: 0, holdTime: 6 });
  });

  it('a called number may have a colour of its own', () => {
    const board = { colour: 'green', callColour: 'red' } as const;
    expect(areaOf({ board, kind: 'call' }).text).toBe('\\C1A001');
    expect(areaOf({ board, kind: 'show' }).text).toBe('\\C2A001');
  });
});

describe('a text that blinks', () => {
  it('is two pages that turn each half second: the text in the middle of one, nothing on the other', () => {
    expect(areaOf({ blink: true })).toMatchObject({
      text: 'A001\\n \\n \\n ',
      holdTime: 1,
      wrap: false,
      verticalAlign: 'top',
    });
    expect(areaOf({ blink: true, zone: { height: 16 } }).text).toBe('A001\\n ');
    expect(areaOf({ blink: true, board: { height: 48 }, zone: { height: 48 } }).text).toBe(' \\nA001\\n \\n \\n \\n ');
  });

  it('is broken into lines by us, Chinese signs counting twice', () => {
    expect(areaOf({ blink: true, text: '请A001号到3号窗' }).text).toBe('请A001号\\n到3号窗\\n \\n ');
  });

  it('stands still where it fills more than a page alone', () => {
    expect(areaOf({ blink: true, text: '请A001号到3号窗口办理' })).toMatchObject({
      text: '请A001号到3号窗口办理',
      wrap: true,
    });
  });

  it('keeps its colour', () => {
    expect(areaOf({ blink: true, kind: 'call', board: { callColour: 'red' } }).text).toMatch(/^\\C1A001\\n/);
  });
});
