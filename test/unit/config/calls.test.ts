import { describe, expect, test } from 'vitest';
import { head, loaded, mistakesIn } from './fixtures.js';

const devices = `devices:
  - { id: hall, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 1 }, options: { address: 1 } }
  - { id: window-3, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 2 }, options: { address: 1 } }
  - { id: spare, class: led-board, driver: onbon, link: { type: tcp, host: h, port: 3 }, options: { address: 1 }, admin: disabled }
  - { id: digits, class: led-board, driver: modbus-digits, link: { type: serial, path: /dev/ttyS0 }, options: { station: 1 } }
  - { id: pad, class: keypad, driver: hid-keyboard, link: { type: hid, usb: { vendorId: "1a86", productId: "7523" } } }
calls:
`;
/** The entries stand from line 11 on. */
const mistakes = (...entries: string[]) => mistakesIn(devices + entries.map((entry) => `  - ${entry}\n`).join(''));

describe('which boards a call lights', () => {
  test('boards by id or with a zone, for some counters or for all', async () => {
    const text = `${head}${devices}  - { boards: [hall] }\n  - { counters: [3, 四], boards: [window-3, { board: hall, zone: three }] }\n`;
    expect((await loaded(text)).config.calls).toEqual([
      { boards: ['hall'] },
      { counters: [3, '四'], boards: ['window-3', { board: 'hall', zone: 'three' }] },
    ]);
  });

  test('may be left out', async () => {
    expect((await loaded(`${head}devices: []\n`)).config.calls).toBeUndefined();
  });

  test.each([
    [
      'a board that does not exist',
      '{ boards: [window-2] }',
      'calls[0].boards[0]: found "window-2", allowed: hall, window-3. Did you mean "window-3"?',
    ],
    [
      'the same with a zone',
      '{ boards: [{ board: hal, zone: three }] }',
      'calls[0].boards[0].board: found "hal", allowed: hall, window-3. Did you mean "hall"?',
    ],
    [
      'a device of another class',
      '{ boards: [pad] }',
      'calls[0].boards[0]: found "pad", which is a keypad, allowed: hall, window-3',
    ],
    [
      'a board that cannot be called',
      '{ boards: [digits] }',
      'calls[0].boards[0]: found "digits", whose driver modbus-digits has no command call, allowed: hall, window-3',
    ],
    [
      'a board out of service',
      '{ boards: [spare] }',
      'calls[0].boards[0]: found "spare", which is disabled, allowed: hall, window-3',
    ],
    [
      'a counter twice, as number and as text',
      '{ counters: [3, "3"], boards: [hall] }',
      'calls[0].counters[1]: found "3", allowed: each counter once. calls[0].counters[0] is the same',
    ],
    [
      'a board twice in one entry',
      '{ boards: [hall, window-3, hall] }',
      'calls[0].boards[2]: found "hall" again for every counter, allowed: each board and zone once for a counter. calls[0].boards[0] names it already',
    ],
    [
      'the zone main by name and by silence',
      '{ boards: [hall, { board: hall, zone: main }] }',
      'calls[0].boards[1].board: found zone "main" of "hall" again for every counter, allowed: each board and zone once for a counter. calls[0].boards[0] names it already',
    ],
    [
      'an unknown key',
      '{ boards: [{ board: hall, zones: three }] }',
      'calls[0].boards[0].zones: found an unknown key, allowed: board, zone. Did you mean "zone"?',
    ],
    ['no board', '{ boards: [] }', 'calls[0].boards: found a list of 0, allowed: a list of at least 1 entries'],
  ])('%s', async (_what, entry, message) => {
    expect(await mistakes(entry)).toEqual([`x.yaml:11 ${message}`]);
  });

  test('a board twice for one counter, in two entries', async () => {
    expect(
      await mistakes(
        '{ counters: [1, 2], boards: [window-3] }',
        '{ counters: ["2", 3], boards: [window-3] }',
        '{ boards: [{ board: window-3, zone: main }] }',
      ),
    ).toEqual([
      'x.yaml:12 calls[1].boards[0]: found "window-3" again for counter 2, allowed: each board and zone once for a counter. calls[0].boards[0] names it already',
      'x.yaml:13 calls[2].boards[0].board: found zone "main" of "window-3" again for counter 1, 2, allowed: each board and zone once for a counter. calls[0].boards[0] names it already',
    ]);
  });

  test('one board for two counters, or two zones of it for one, is right', async () => {
    expect(
      await mistakes(
        '{ counters: [1], boards: [hall] }',
        '{ counters: [2], boards: [hall] }',
        '{ boards: [{ board: hall, zone: all }] }',
      ),
    ).toEqual([]);
  });

  test('a counter with a mistake in it is one mistake, not a clash with every other as well', async () => {
    const found = await mistakes('{ boards: [hall] }', '{ counters: [-1], boards: [hall] }');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^x\.yaml:12 calls\[1\]\.counters\[0\]: found -1/);
  });

  test('without a board that can be called, it says so', async () => {
    expect(await mistakesIn('devices: []\ncalls:\n  - { boards: [hall] }\n')).toEqual([
      'x.yaml:6 calls[0].boards[0]: found "hall", allowed: the id of an enabled led-board that has the command call (there is none)',
    ]);
  });

  test('an empty list would serve nobody', async () => {
    expect(await mistakesIn('calls: []\n')).toEqual([
      'x.yaml:4 calls: found a list of 0, allowed: a list of at least 1 entries',
    ]);
  });
});
