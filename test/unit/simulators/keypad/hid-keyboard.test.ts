import { expect, test } from 'vitest';
import { createHidKeyboard } from '../../../../simulators/keypad/hid-keyboard.js';
import { codeOf, keyCodes } from '../../../../simulators/keypad/key-codes.js';
import { stand } from '../hid/hid-host.js';

const zeros = '00 00 00 00 00 00 00 00';
const start = () => stand(createHidKeyboard);

test('K1 and K2: a key goes down and up', () => {
  const { act, inputs } = start();
  act('press', { key: 'kp-3' });
  act('press', { key: 'kp-enter' });
  expect(inputs()).toEqual(['00 00 5B 00 00 00 00 00', zeros, '00 00 58 00 00 00 00 00', zeros]);
});

test('K3: one key is held while another is pressed', () => {
  const { act, inputs, device } = start();
  act('hold', { key: 'kp-1' });
  act('hold', { key: 'kp-2' });
  expect(device.view()).toMatchObject({ down: ['0x59', '0x5A'] });
  act('let-go');
  expect(inputs()).toEqual(['00 00 59 00 00 00 00 00', '00 00 59 5A 00 00 00 00', zeros]);
});

test('K4 and K5: a code is typed with shift where it has capitals, and ends with Enter', () => {
  const { act, inputs } = start();
  act('scan', { code: 'A1' });
  expect(inputs()).toEqual([
    ...['02 00 04 00 00 00 00 00', zeros, '00 00 1E 00 00 00 00 00', zeros, '00 00 28 00 00 00 00 00', zeros],
  ]);
});

test('K6: a roll-over error, and with seven keys down as well', () => {
  const { act, inputs } = start();
  act('roll-over');
  expect(inputs()).toEqual(['00 00 01 01 01 01 01 01', zeros]);
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) act('hold', { key });
  expect(inputs().at(-1)).toBe('00 00 04 05 06 07 08 09');
  act('hold', { key: 'g' });
  expect(inputs().at(-1)).toBe('00 00 01 01 01 01 01 01');
  act('hold', { key: 'a', on: false });
  expect(inputs().at(-1)).toBe('00 00 05 06 07 08 09 0A');
});

test('a key that is down already, or up already, says nothing', () => {
  const { act, inputs } = start();
  act('hold', { key: '5' });
  act('hold', { key: '5' });
  act('hold', { key: '6', on: false });
  expect(inputs()).toHaveLength(1);
});

test('a key that is held across a power cycle is said anew', () => {
  const { act, inputs, device } = start();
  act('hold', { key: '0x5B' });
  act('power-cycle');
  expect(inputs()).toEqual(['00 00 5B 00 00 00 00 00', '00 00 5B 00 00 00 00 00']);
  expect(device.view()).toMatchObject({ lamps: 0 });
});

test('lamps are set by an output report of one byte; others are refused', () => {
  const { output, device, refusals } = start();
  output('00 01');
  expect(device.view()).toMatchObject({ lamps: 1 });
  output('00 01 02');
  output('01 01');
  expect(refusals()).toHaveLength(2);
});

test('the key table is that of the published one', () => {
  for (const [key, code] of Object.entries({
    ...{ a: 0x04, z: 0x1d, 1: 0x1e, 9: 0x26, 0: 0x27, enter: 0x28, esc: 0x29, backspace: 0x2a, 'num-lock': 0x53 },
    ...{ 'kp-slash': 0x54, 'kp-star': 0x55, 'kp-minus': 0x56, 'kp-plus': 0x57, 'kp-enter': 0x58 },
    ...{ 'kp-1': 0x59, 'kp-9': 0x61, 'kp-0': 0x62, 'kp-dot': 0x63 },
  })) {
    expect(codeOf(key)).toBe(code);
  }
  expect(keyCodes.size).toBe(26 + 10 + 3 + 1 + 5 + 10 + 1);
});

test.each([
  ['press', { key: 'F13' }, /key: "F13" is none, allowed are a, b/],
  ['press', { key: '0x5' }, /or a code such as 0x5B/],
  ['scan', { code: 'ä' }, /"ä" cannot be typed/],
  ['scan', { code: '' }, /code/],
])('%s %j is refused with what is allowed', (name, args, message) => {
  const { act, inputs } = start();
  expect(() => act(name, args)).toThrow(message);
  expect(inputs()).toEqual([]);
});
