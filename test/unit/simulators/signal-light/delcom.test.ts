import { expect, test } from 'vitest';
import { createDelcom } from '../../../../simulators/signal-light/delcom.js';
import { stand } from '../hid/hid-host.js';

const start = (options = {}) => stand((world) => createDelcom(world, options));
const short = (command: string) => `65 ${command} ${'00 '.repeat(7 - command.split(' ').length)}`.trim();

test.each([
  ['green', '02 FE', {}, 'green'],
  ['red', '02 FD', {}, 'red'],
  ['blue', '02 FB', {}, 'blue'],
  ['the third lamp of a yellow model', '02 FB', { third: 'yellow' }, 'yellow'],
  ['off', '02 FF', {}, 'off'],
  ['green and red at once', '02 FC', {}, 'yellow'],
])('%s as published: the lamps are active low', (_name, command, options, color) => {
  const { setFeature, device, refusals } = start(options);
  setFeature(short(command));
  expect(device.view()).toMatchObject({ color, mode: 'steady', commands: 1 });
  expect(refusals()).toEqual([]);
});

test('a lamp blinks where it is on and set to flash, and is steady again when that is taken back', () => {
  const { setFeature, device } = start();
  setFeature(short('14 00 02'));
  expect(device.view()).toMatchObject({ color: 'off', mode: 'steady' });
  setFeature(short('02 FD'));
  expect(device.view()).toMatchObject({ color: 'red', mode: 'blink' });
  setFeature(short('02 FE'));
  expect(device.view()).toMatchObject({ color: 'green', mode: 'steady' });
  setFeature(short('02 FD'));
  setFeature(short('14 FF 00'));
  expect(device.view()).toMatchObject({ color: 'red', mode: 'steady' });
});

test('set and reset leaves the other lamps alone, and on wins where both are said', () => {
  const { setFeature, device } = start();
  setFeature(short('0C 01 00'));
  setFeature(short('0C 02 00'));
  expect(device.view()).toMatchObject({ color: 'yellow' });
  setFeature(short('0C 00 01'));
  expect(device.view()).toMatchObject({ color: 'red' });
  setFeature(short('0C 01 FF'));
  expect(device.view()).toMatchObject({ color: 'green', port: 0xfe });
});

test('the port is read back in the third byte', () => {
  const { setFeature, getFeature, replies } = start();
  setFeature(short('02 FE'));
  getFeature(1, 8);
  expect(replies()).toEqual(['FF 01 FE FF 00 00 00 00']);
});

test('the buzzer takes the long command', () => {
  const { setFeature, device } = start();
  setFeature(`66 46 01 04 00 00 00 00 05 02 02 ${'00 '.repeat(5)}`);
  expect(device.view()).toMatchObject({ buzzer: true });
  setFeature(`66 46 00 ${'00 '.repeat(13)}`);
  expect(device.view()).toMatchObject({ buzzer: false });
});

test('presses of the button are told once', () => {
  const { act, getFeature, replies } = start();
  act('press-button');
  act('press-button');
  getFeature(8, 8);
  getFeature(8, 8);
  expect(replies()).toEqual(['02 00 00 00 00 00 00 00', '00 00 00 00 00 00 00 00']);
});

test('a report of another number or length is refused', () => {
  const { setFeature, getFeature, refusals } = start();
  setFeature('65 02 FE');
  setFeature('64 02 FE 00 00 00 00 00');
  getFeature(9, 8);
  expect(refusals()).toHaveLength(3);
});

test('stuck, it takes commands and stays as it is; read back it says so', () => {
  const { setFeature, getFeature, replies, act, device } = start();
  act('stick');
  setFeature(short('02 FE'));
  getFeature(1, 8);
  expect(device.view()).toMatchObject({ color: 'off', commands: 0 });
  expect(replies()).toEqual(['FF 01 FF FF 00 00 00 00']);
  act('stick', { on: false });
  setFeature(short('02 FE'));
  expect(device.view()).toMatchObject({ color: 'green' });
});

test('it is dark after a power cycle', () => {
  const { setFeature, act, device } = start();
  setFeature(short('02 FE'));
  setFeature(short('14 00 07'));
  act('power-cycle');
  setFeature(short('02 FD'));
  expect(device.view()).toMatchObject({ color: 'red', mode: 'steady', commands: 1 });
});
