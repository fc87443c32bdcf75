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

test('a hand on seven keys calls nobody twice', async () => {
  device = await keypad();
  device.act('hold', { key: 'kp-enter' });
  for (const key of ['1', '2', '3', '4', '5', '6', '7']) device.act('hold', { key });
  await device.pass(1_000);
  device.act('let-go');
  await device.pass(1_000);
  expect(device.acted).toEqual([{ action: 'next', counter: '3' }]);
});

test('a key that sticks calls nobody again when the keypad is plugged in', async () => {
  device = await keypad();
  device.act('hold', { key: 'kp-enter' });
  await device.pass(16_000);
  device.set({ unplugged: true });
  await device.until(() => device.state()['operating'] !== 'online');
  device.set({ unplugged: false });
  await device.until(() => device.state()['operating'] === 'online');
  device.act('power-cycle');
  await device.pass(1_000);
  expect(device.acted).toHaveLength(1);
});

test('cut into single bytes and late, keys are the same', async () => {
  device = await keypad();
  device.set({ splitBytes: 1, lateMs: 400 });
  device.act('press', { key: 'kp-enter' });
  await device.pass(2_000);
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

test('a scanner in keyboard mode types its code', async () => {
  device = await keypad({ use: 'scan' });
  device.act('scan', { code: 'AP-2041x' });
  await device.pass(1_000);
  expect(device.acted).toMatchObject([{ code: 'AP-2041x' }]);
});

test('codes of a HID-POS scanner come whole, of one report and of several; half of one is not told', async () => {
  device = await simulatedHid({ kind: 'keypad/hid-pos-scanner' });
  const long = `预约-${'abc'.repeat(60)}`;
  device.act('scan', { code: 'A001' });
  device.act('scan', { code: long, symbology: 'C0' });
  await device.pass(1_000);
  expect(device.acted).toMatchObject([
    { code: 'A001', symbology: ']Q0' },
    { code: long, symbology: ']C0' },
  ]);
  device.act('scan', { code: long, parts: 1 });
  await device.pass(10_000);
  device.act('scan', { code: 'A002' });
  await device.pass(1_000);
  expect(device.acted.slice(2)).toMatchObject([{ code: 'A002' }]);
  expect(device.events.map(({ event, why }) => why ?? event)).toEqual(['scanned', 'scanned', 'incomplete', 'scanned']);
});

test('a card number that is held before the scanner is refused, and nothing of it is told', async () => {
  device = await simulatedHid({ kind: 'keypad/hid-pos-scanner' });
  device.act('scan', { code: '4111111111111111' });
  await device.pass(1_000);
  expect(device.acted).toEqual([]);
  expect(device.events).toMatchObject([{ event: 'scan-refused', why: 'card-number' }]);
  expect(JSON.stringify([device.events, device.state()])).not.toContain('1111');
});
