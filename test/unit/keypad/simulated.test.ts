import { afterEach, expect, test } from 'vitest';
import { simulatedHid } from '../../support/simulated-hid.js';

let device: Awaited<ReturnType<typeof simulatedHid>>;
afterEach(() => device.end());

const keypad = (options: Record<string, unknown> = {}) =>
  simulatedHid({ kind: 'keypad/hid-keyboard', options: { counter: '3', ...options } });

test('each default key of a call keypad acts once, at once', async () => {
  device = await keypad();
  for (const key of ['kp-star', 'kp-enter', 'kp-plus', 'kp-minus', 'kp-0', 'kp-slash']) {
    device.act('press', { key });
    await device.pass(1_000);
  }
  const actions = ['sign-on', 'next', 'recall', 'no-show', 'finish', 'sign-off'];
  expect(device.acted).toEqual(actions.map((action) => ({ action, counter: '3' })));
  expect(device.events.map(({ event, action }) => [event, action])).toEqual(actions.map((name) => ['pressed', name]));
});

test('a roll-over changes nothing: neither is the held key pressed again nor is another', async () => {
  device = await keypad();
  device.act('hold', { key: 'kp-enter' });
  device.act('roll-over');
  device.act('roll-over');
  await device.pass(1_000);
  device.act('let-go');
  await device.pass(1_000);
  expect(device.acted).toEqual([{ action: 'next', counter: '3' }]);
});

test('noise on the relay ends the connection, presses nothing, and keys work again afterwards', async () => {
  device = await keypad();
  device.set({ garbageBytes: 8 });
  for (let count = 0; count < 20; count++) {
    device.act('press', { key: 'kp-7' });
    await device.pass(500);
  }
  device.set({ garbageBytes: 0 });
  await device.until(() => device.state()['operating'] === 'online');
  expect(device.acted).toEqual([]);
  device.act('press', { key: 'kp-enter' });
  await device.pass(500);
  expect(device.acted).toEqual([{ action: 'next', counter: '3' }]);
});

test('scores of an evaluator carry nothing but score and counter', async () => {
  device = await keypad({ use: 'evaluation' });
  device.act('press', { key: 'kp-4' });
  await device.pass(1_000);
  expect(device.acted).toEqual([{ score: 4, counter: '3' }]);
  expect(device.events).toMatchObject([{ event: 'scored', score: 4, counter: '3' }]);
});
