import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAreaOrder } from '../../../../simulators/led-board/onbon-area.js';
import { createPacketDecoder } from '../../../../simulators/led-board/onbon-codec.js';
import { hex } from '../../../support/hex.js';
import { type AreaFields, area } from './board.js';
import { vectors } from './vectors.js';

const payloadOf = (frame: string) => createPacketDecoder()(hex(frame))[0]!.data.subarray(5);
const parse = (...bytes: number[]) => parseAreaOrder(Uint8Array.from(bytes), '5k');
const parseArea = (fields: AreaFields) => parse(0, 1, ...area(fields))?.areas[0];

describe('a dynamic-area order', () => {
  it('O4: 192 x 32, id 0, auto wrap, scrolling', () => {
    expect(parseAreaOrder(payloadOf(vectors.O4), '5k')).toEqual({
      deletions: [],
      areas: [
        {
          id: 0,
          x: 0,
          y: 0,
          width: 192,
          height: 32,
          runMode: 0,
          timeout: 2,
          align: 'left',
          valign: 'top',
          singleLine: false,
          autoWrap: true,
          displayMode: 'left',
          speed: 4,
          holdSeconds: 2.5,
          text: new Uint8Array(Buffer.from("012345QRSTTV'B")),
        },
      ],
    });
  });

  it.each([
    ['O11', vectors.O11, { id: 0, width: 64, height: 32, timeout: 0 }],
    ['O12', vectors.O12, { id: 0, width: 128, height: 32 }],
    ['O13', vectors.O13, { id: 1, width: 64, height: 16, timeout: 5, holdSeconds: 4 }],
  ])('%s: its area', (_name, frame, fields) => {
    expect(parseAreaOrder(payloadOf(frame), '5k')?.areas).toMatchObject([fields]);
  });

  it('O14 and O22: one deletion, all deletions', () => {
    expect(parseAreaOrder(payloadOf(vectors.O14), '5k')).toEqual({ deletions: [0], areas: [] });
    expect(parseAreaOrder(payloadOf(vectors.O22), '5k')).toEqual({ deletions: 'all', areas: [] });
  });

  it('deletes and sends in one order', () => {
    const order = parse(2, 7, 9, 2, ...area({ id: 1, text: 'A' }), ...area({ id: 2, text: 'B' }));
    expect(order).toMatchObject({ deletions: [7, 9], areas: [{ id: 1 }, { id: 2 }] });
  });

  it('counts X and Width in blocks of 8, in pixels with the high bit, in pixels on a 6K', () => {
    expect(parseArea({ x: 2, width: 4 })).toMatchObject({ x: 16, width: 32 });
    expect(parseArea({ x: 0x8003, width: 0x8021 })).toMatchObject({ x: 3, width: 33 });
    const sixK = parseAreaOrder(Uint8Array.from([0, 1, ...area({ x: 24, width: 64 })]), '6k');
    expect(sixK?.areas[0]).toMatchObject({ x: 24, width: 64 });
  });

  it.each([
    [0b0000, 'left', 'top'],
    [0b0001, 'right', 'top'],
    [0b0110, 'centre', 'bottom'],
    [0b1010, 'centre', 'middle'],
  ])('reads align %i as %s and %s', (align, horizontal, vertical) => {
    expect(parseArea({ align })).toMatchObject({ align: horizontal, valign: vertical });
  });

  it('passes over what a voice card would speak, and over one byte of type-setting', () => {
    expect(parseArea({ sound: [1, 0x31, 10, 5], text: 'A' })?.text).toEqual(Uint8Array.of(0x41));
    expect(parseArea({ sound: [2, 0x31, 10, 5, 2, 0, 0, 0, 0x42, 0x43], text: 'A' })?.text).toEqual(
      Uint8Array.of(0x41),
    );
    expect(parseArea({ extend: [1, 0], text: 'A' })?.text).toEqual(Uint8Array.of(0x41));
  });

  it.each(['static', 'quick', 'left', 'right', 'up', 'down'])('reads display mode %#', (displayMode) => {
    const number = ['static', 'quick', 'left', 'right', 'up', 'down'].indexOf(displayMode) + 1;
    expect(parseArea({ displayMode: number, speed: 24 })).toMatchObject({ displayMode, speed: 24 });
  });

  it.each([
    ['area type 1', { type: 1 }],
    ['run mode 6', { runMode: 6 }],
    ['sound mode 3', { sound: [3] }],
    ['extend length 2', { extend: [2, 0, 0] }],
    ['align 3', { align: 3 }],
    ['vertical align 3', { align: 12 }],
    ['single line 0', { singleLine: 0 }],
    ['new line 3', { newLine: 3 }],
    ['display mode 0', { displayMode: 0 }],
    ['display mode 7', { displayMode: 7 }],
    ['speed 25', { speed: 25 }],
  ] as const)('refuses %s', (_what, fields) => {
    expect(parseArea(fields)).toBeUndefined();
  });

  it('refuses every cut, and a byte too many', () => {
    const whole = [1, 4, 1, ...area({ text: 'A001' })];
    expect(parse(...whole)).toBeDefined();
    for (let length = 0; length < whole.length; length++) expect(parse(...whole.slice(0, length))).toBeUndefined();
    expect(parse(...whole, 0)).toBeUndefined();
  });

  it('refuses a text length that does not fit the area length', () => {
    const bytes = area({ text: 'A001' });
    const textLength = 2 + 23;
    for (const wrong of [0, 3, 5, 255]) {
      expect(parse(0, 1, ...bytes.map((byte, at) => (at === textLength ? wrong : byte)))).toBeUndefined();
    }
    expect(parse(0, 1, ...bytes.map((byte, at) => (at === textLength + 3 ? 0xff : byte)))).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('5k' as const, '6k' as const), (bytes, series) => {
        parseAreaOrder(bytes, series);
      }),
    );
  });
});
