import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { onbon } from '../../../../drivers/led-board/onbon/index.js';
import { type OnbonOptions, onbonOptions, zonesOf } from '../../../../drivers/led-board/onbon/options.js';

const mistakes = (options: unknown) =>
  onbonOptions.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
const zone = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('options of an Onbon board', () => {
  it('need none to be given', () => {
    expect(onbonOptions.parse({})).toEqual({
      address: 1,
      width: 64,
      height: 32,
      coordinateUnit: 'auto',
      colour: 'card',
      align: 'centre',
      encoding: 'gb2312',
      callText: { zh: '请{number}号到{counter}号窗口', en: '{number} to counter {counter}' },
      callBlinkSeconds: 0,
      outsideHours: { board: 'blank', minutesBefore: 1, minutesAfter: 30 },
      expireSeconds: 60,
      replyTimeoutMs: 1_000,
      pollIntervalMs: 10_000,
    });
  });

  it('one text of a call can be changed without the other', () => {
    const { callText } = onbonOptions.parse({ callText: { zh: '{number}→{counter}' } });
    expect(callText).toEqual({ zh: '{number}→{counter}', en: '{number} to counter {counter}' });
  });

  it('describe every field, and can be turned into JSON Schema', () => {
    const { properties = {}, additionalProperties } = z.toJSONSchema(onbonOptions, { io: 'input' });
    expect(Object.keys(properties)).toHaveLength(16);
    for (const [field, schema] of Object.entries(properties)) {
      expect(schema, field).toMatchObject({ description: expect.stringMatching(/\w/) });
      if (!['zones', 'callColour', 'brightnessByTime'].includes(field)) expect(schema, field).toHaveProperty('default');
    }
    expect(additionalProperties).toBe(false);
  });

  it.each([1, 90, 0x7fff, 0xe000, 0xfffd])('screen number %d is one', (address) => {
    expect(mistakes({ address })).toBeUndefined();
  });

  it.each([0, -1, 1.5, 0x8000, 0xdfff, 0xfffe, 0xffff, 65_536, '1'])('screen number %s is none', (address) => {
    expect(mistakes({ address })).toHaveLength(1);
  });

  it.each([
    [{ widht: 64 }, /widht/],
    [{ width: 0 }, /^width/],
    [{ coordinateUnit: '7k' }, /^coordinateUnit/],
    [{ colour: 'blue' }, /^colour/],
    [{ align: 'middle' }, /^align/],
    [{ encoding: 'utf8' }, /^encoding/],
    [{ expireSeconds: 9 }, /^expireSeconds/],
    [{ expireSeconds: 65_536 }, /^expireSeconds/],
    [{ callText: { zh: '请到窗口' } }, /^callText.zh: text with \{number\}/],
    [{ callText: { en: '{number} {windw}' } }, /^callText.en: text whose only braces/],
    [{ callText: { fr: '{number}' } }, /^callText/],
    [{ zones: {} }, /^zones: 1 to 16 zones/],
    [{ zones: { Main: zone(0, 0, 64, 32) } }, /^zones.Main/],
    [{ zones: { main: { ...zone(0, 0, 64, 32), z: 1 } } }, /^zones.main/],
    [{ zones: { main: zone(0, 0, 72, 32) } }, /^zones.main: a rectangle within the board of 64 x 32 pixels/],
    [{ zones: { main: zone(0, 8, 64, 32) } }, /^zones.main: a rectangle within/],
    [
      { zones: { a: zone(0, 0, 32, 32), b: zone(24, 0, 32, 32) } },
      /^zones.b: a rectangle that does not overlap the zone "a"/,
    ],
  ])('%j is refused with the place', (options, message) => {
    expect(mistakes(options)).toEqual([expect.stringMatching(message)]);
  });

  it('zones may touch each other', () => {
    const zones = { a: zone(0, 0, 32, 16), b: zone(32, 0, 32, 16), c: zone(0, 16, 64, 16) };
    expect(zonesOf(onbonOptions.parse({ zones }))).toMatchObject(zones);
  });

  it('without zones the board is one, called main', () => {
    expect(zonesOf(onbonOptions.parse({ width: 128, height: 48 }))).toMatchObject({ main: zone(0, 0, 128, 48) });
  });
});

describe('options of a zone', () => {
  const zoneOf = (extra: object) =>
    zonesOf(onbonOptions.parse({ zones: { main: { ...zone(0, 0, 64, 16), ...extra } } }));

  it('leave a text standing, three seconds a page, gone when the gateway is', () => {
    const expected = { effect: 'static', speed: 0, pageSeconds: 3, whenGatewayIsGone: 'blank' };
    expect(zoneOf({})['main']).toMatchObject(expected);
  });

  it.each([
    [{ effect: 'blink' }, 'effect'],
    [{ speed: 25 }, 'speed'],
    [{ pageSeconds: 0.7 }, 'pageSeconds'],
    [{ pageSeconds: 128 }, 'pageSeconds'],
    [{ whenGatewayIsGone: 'lie' }, 'whenGatewayIsGone'],
    [{ colour: 'blue' }, 'colour'],
  ])('%j is none', (extra, field) => {
    const found = mistakes({ zones: { main: { ...zone(0, 0, 64, 16), ...extra } } });
    expect(found).toEqual([expect.stringContaining(`zones.main.${field}`)]);
  });
});

describe('the Onbon driver', () => {
  it('is found by its class and name and lives on a bus', () => {
    expect(onbon).toMatchObject({ class: 'led-board', name: 'onbon', linkKind: 'bus', linkTypes: ['serial', 'tcp'] });
    expect(onbon.contact).toEqual({ alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 });
    expect(onbon.alarms.map(({ type }) => type)).toEqual(['led-write-rejected', 'led-pixel-or-module-fault']);
  });

  it('has every command of its class', () => {
    expect(onbon.commands).toEqual(Object.keys(onbon.contract.commands));
  });

  it('tells its place on the line, so that two boards with one number are refused', () => {
    expect(onbon.busAddress?.({ ...onbonOptions.parse({ address: 7 }) } satisfies OnbonOptions)).toBe('7');
  });
});
