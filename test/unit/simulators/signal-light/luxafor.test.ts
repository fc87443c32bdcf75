import { expect, test } from 'vitest';
import { createLuxafor } from '../../../../simulators/signal-light/luxafor.js';
import { stand } from '../hid/hid-host.js';

const start = () => stand(createLuxafor);

test.each([
  ['green', '01 FF 00 FF 00 00 00 00', { color: 'green', mode: 'steady' }],
  ['red', '01 FF FF 00 00 00 00 00', { color: 'red', mode: 'steady' }],
  ['off', '01 FF 00 00 00 00 00 00', { color: 'off', mode: 'steady' }],
  ['fade to orange', '02 FF FF 80 00 14 00 00', { color: 'yellow', leds: Array(6).fill('#FF8000') }],
  ['red strobe', '03 FF FF 00 00 B4 00 05', { color: 'red', mode: 'blink' }],
  ['police', '06 05 03 00 00 00 00 00', { mode: 'moving' }],
])('%s as published', (_name, command, view) => {
  const { output, device, refusals } = start();
  output(`00 ${command}`);
  expect(device.view()).toMatchObject({ ...view, commands: 1 });
  expect(refusals()).toEqual([]);
});

test('one lamp, and one side, are painted by themselves', () => {
  const { output, device } = start();
  output('00 01 02 00 00 FF 00 00 00');
  expect(device.view()).toMatchObject({ color: 'mixed', leds: ['#000000', '#0000FF', ...Array(4).fill('#000000')] });
  output('00 01 41 00 FF 00 00 00 00');
  output('00 01 42 00 FF 00 00 00 00');
  expect(device.view()).toMatchObject({ color: 'green' });
});

test('a strobe with a count ends in the colour of before, one without goes on', async () => {
  const { output, device, clock } = start();
  output('00 01 FF 00 FF 00 00 00 00');
  output('00 03 FF FF 00 00 0A 00 02');
  await clock.advance(399);
  expect(device.view()).toMatchObject({ color: 'red', mode: 'blink' });
  await clock.advance(1);
  expect(device.view()).toMatchObject({ color: 'green', mode: 'steady' });
  output('00 03 FF FF 00 00 0A 00 00');
  await clock.advance(3_600_000);
  expect(device.view()).toMatchObject({ color: 'red', mode: 'blink' });
  output('00 01 FF 00 FF 00 00 00 00');
  expect(device.view()).toMatchObject({ color: 'green', mode: 'steady' });
  expect(clock.pending).toBe(0);
});

test('what it does not understand changes nothing', () => {
  const { output, device } = start();
  output('00 01 FF 00 FF 00 00 00 00');
  for (const command of ['05 FF FF 00 00 00 00 00', '01 07 FF 00 00 00 00 00', '04 06 FF 00 00 00 00 00'])
    output(`00 ${command}`);
  expect(device.view()).toMatchObject({ color: 'green', commands: 1 });
});

test('a report of another number or length is refused', () => {
  const { output, refusals } = start();
  output('01 01 FF 00 FF 00 00 00 00');
  output('00 01 FF 00 FF');
  expect(refusals()).toHaveLength(2);
});

test('it is dark after a power cycle, and says its version when asked', () => {
  const { output, device, act, inputs, clock } = start();
  output('00 03 FF FF 00 00 B4 00 05');
  act('power-cycle');
  expect(device.view()).toMatchObject({ color: 'off', mode: 'steady', commands: 0 });
  expect(clock.pending).toBe(0);
  output('00 80 00 00 00 00 00 00 00');
  expect(inputs()).toEqual(['80 01 00 00 00 00 00 00']);
});
