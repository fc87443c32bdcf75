import { describe, expect, it } from 'vitest';
import { boardCallArgsOf } from '../../../gateway/board-call/args.js';
import { callRoutes } from '../../../gateway/board-call/routes.js';
import type { ResolvedConfig } from '../../../gateway/config/schema.js';
import { check } from '../../../gateway/validation/refusal.js';
import { loaded } from '../config/fixtures.js';

const devices = `version: 1
branch: { id: b1, name: x, timezone: UTC }
gateway: { id: gw1 }
devices:
  - { id: hall, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 1 }, options: { address: 1 } }
  - { id: window-3, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 2 }, options: { address: 1 } }
  - { id: spare, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 3 }, options: { address: 1 }, admin: disabled }
  - { id: digits, class: led-board, driver: modbus-digits, link: { type: serial, path: /dev/ttyS0 }, options: { station: 1 } }
  - { id: pad, class: keypad, driver: hid-keyboard, link: { type: hid, usb: { vendorId: "1a86", productId: "7523" } } }
`;
const routesOf = async (calls = '') => callRoutes((await loaded(devices + calls)).config);
const hallAndWindow = `calls:
  - { boards: [hall] }
  - { counters: [3], boards: [window-3, { board: hall, zone: three }] }
`;
const someCounters = `calls:
  - { counters: [3, 4], boards: [hall] }
  - { counters: ["4", VIP], boards: [window-3] }
`;

describe('the boards of a counter', () => {
  it('without a list: every enabled board that can be called, for every counter', async () => {
    const routes = await routesOf();
    expect(routes.boards).toEqual(['hall', 'window-3']);
    expect(routes.counters).toBeUndefined();
    expect(routes.placesOf(7)).toEqual([{ board: 'hall' }, { board: 'window-3' }]);
  });

  it('with one: of all entries that serve it', async () => {
    const routes = await routesOf(hallAndWindow);
    expect(routes.placesOf(1)).toEqual([{ board: 'hall' }]);
    expect(routes.placesOf(3)).toEqual([{ board: 'hall' }, { board: 'window-3' }, { board: 'hall', zone: 'three' }]);
  });

  it('counter 3 and "3" are the same, on either side', async () => {
    const routes = await routesOf(someCounters);
    expect(routes.placesOf('3')).toEqual(routes.placesOf(3));
    expect(routes.placesOf(4)).toEqual([{ board: 'hall' }, { board: 'window-3' }]);
    expect(routes.placesOf('VIP')).toEqual([{ board: 'window-3' }]);
    expect([routes.placesOf(5), routes.placesOf('33'), routes.placesOf('03')]).toEqual([[], [], []]);
    expect(routes.counters).toEqual(['3', '4', 'VIP']);
  });

  it('a branch without boards serves no counter', async () => {
    const routes = callRoutes({ devices: [] } as unknown as ResolvedConfig);
    expect([routes.boards, routes.counters, routes.placesOf(1)]).toEqual([[], [], []]);
  });
});

describe('the arguments of a group call', () => {
  const refusal = async (args: unknown, calls = someCounters) => {
    const checked = check(boardCallArgsOf(await routesOf(calls)), args, ['args']);
    return checked.ok ? 'taken' : `${checked.refusal.field}| ${checked.refusal.message}`;
  };

  it.each([
    ['a counter of the list', { number: 'A1', counter: 3 }],
    ['the same as text', { number: 'A1', counter: '3' }],
    ['another counter where the boards are named', { number: 'A1', counter: 9, boards: ['hall'] }],
    ['a blink', { number: 1, counter: 3, blinkSeconds: 60 }],
  ])('%s is taken', async (_what, args) => {
    expect(await refusal(args)).toBe('taken');
  });

  it.each([
    [
      'a counter nobody serves',
      { number: 'A1', counter: 9 },
      'args.counter| args.counter: found 9, allowed: 3, 4, VIP',
    ],
    [
      'a board that is disabled',
      { number: 'A1', counter: 3, boards: ['hall', 'spare'] },
      'args.boards[1]| args.boards[1]: found "spare", allowed: hall, window-3',
    ],
    [
      'a zone, which is for the list to say',
      { number: 'A1', counter: 3, zone: 'main' },
      'args.zone| args.zone: found an unknown key, allowed: number, counter, blinkSeconds, boards',
    ],
    [
      'a blink of minutes',
      { number: 'A1', counter: 3, blinkSeconds: 61 },
      'args.blinkSeconds| args.blinkSeconds: found 61, allowed: a whole number from 0 to 60',
    ],
  ])('%s is refused', async (_what, args, message) => {
    expect(await refusal(args)).toBe(message);
  });

  it('where there is no board, that is said', async () => {
    const args = boardCallArgsOf(callRoutes({ devices: [] } as unknown as ResolvedConfig));
    expect(check(args, { number: 'A1', counter: 3 }, ['args'])).toMatchObject({
      ok: false,
      refusal: { field: 'args.counter', message: expect.stringContaining('no enabled led-board') },
    });
  });
});
