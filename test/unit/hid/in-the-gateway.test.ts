import { afterEach, describe, expect, test } from 'vitest';
import type { KeypadReceiver } from '../../../drivers/index.js';
import { createSimulator } from '../../../simulators/registry.js';
import { createWorld } from '../../../simulators/world.js';
import { driverOf, standUp } from '../../support/device-stand.js';
import { Branch } from '../alarms/support.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** One HID device behind a relay, under its supervisor, with the alarms of a branch; time is virtual. */
async function hall(deviceClass: string, name: string, options: Readonly<Record<string, unknown>>, unit = {}) {
  const branch = await Branch.empty();
  const driver = driverOf(deviceClass, name);
  const { contact, alarms: declarations } = driver;
  await branch.boot([{ deviceId: 'dev', declarations, contactAlarm: contact.alarm }]);
  const device = createSimulator(`${deviceClass}/${name}`, createWorld({ seed: 1, clock: branch.clock }), unit);
  const acted: unknown[] = [];
  const events: unknown[] = [];
  const hear = (data: unknown) => void acted.push(data);
  const keypad: KeypadReceiver = { press: hear, score: hear, scan: hear };
  const stand = standUp({
    ...{ clock: branch.clock, store: branch.store, alarms: branch.manager, driver, options, keypad },
    simulator: device,
    onMessage: ({ topic, envelope }) => {
      if (topic.endsWith('/event')) events.push(envelope?.data);
    },
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 500) {
      await branch.clock.advance(Math.min(left, 500));
      await branch.flush();
    }
  };
  ends.push(async () => {
    const ending = stand.end();
    await pass(1_000);
    await ending;
    await branch.shutDown();
  });
  await pass(2_000);
  return {
    ...{ stand, device, acted, events, pass },
    act: (action: string, args: Record<string, unknown> = {}) => device.actions[action]?.(args),
    signal: (color: string, mode = 'steady') => branch.clock.finish(stand.command('signal', { color, mode })),
    raised: () =>
      branch.manager
        .list()
        .flatMap((record) => (record['is-cleared'] ? [] : [`${record['x-code']} ${record['alarm-text']}`])),
  };
}

describe('a keypad in the gateway', () => {
  test('is heard by whom the gateway says, and on MQTT', async () => {
    const { stand, act, acted, events, pass } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    expect(stand.state()).toMatchObject({ operating: 'online', use: 'call', counter: '3', held: [] });
    act('press', { key: 'kp-enter' });
    await pass(500);
    expect(acted).toEqual([{ action: 'next', counter: '3' }]);
    expect(events).toEqual([{ event: 'pressed', action: 'next', counter: '3' }]);
  });

  test('that is pulled out is missed and named; plugged in again it works', async () => {
    const { stand, device, act, acted, pass, raised } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    device.setFaults({ unplugged: true });
    await pass(10_000);
    expect(stand.state()).toMatchObject({ operating: 'offline' });
    expect(raised()).toEqual(['KEY-601 Keypad or scanner is not connected']);
    device.setFaults({ unplugged: false });
    await pass(60_000);
    expect(stand.state()).toMatchObject({ operating: 'online' });
    expect(raised()).toEqual([]);
    act('press', { key: 'kp-enter' });
    await pass(500);
    expect(acted).toHaveLength(1);
  });

  test('a key under a pile of paper is an alarm until the pile is gone, and calls once, also over a plug-in', async () => {
    const { device, act, acted, pass, raised } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    act('hold', { key: 'kp-enter' });
    await pass(13_000);
    expect(raised()).toEqual(['KEY-602 A key is held down']);
    device.setFaults({ unplugged: true });
    await pass(10_000);
    device.setFaults({ unplugged: false });
    await pass(60_000);
    act('power-cycle');
    await pass(13_000);
    expect(raised()).toEqual(['KEY-602 A key is held down']);
    act('let-go');
    await pass(2_500);
    expect(raised()).toEqual([]);
    expect(acted).toHaveLength(1);
    act('press', { key: 'kp-enter' });
    await pass(500);
    expect(acted).toHaveLength(2);
  });

  test('a hand on all keys calls nobody more than the keys that could be told apart', async () => {
    const { act, acted, pass } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'kp-enter', 'kp-plus']) act('hold', { key });
    act('let-go');
    await pass(500);
    expect(acted).toEqual([]);
  });

  test('reports in pieces are the same', async () => {
    const { device, act, acted, pass } = await hall('keypad', 'hid-keyboard', { counter: 3 });
    device.setFaults({ splitBytes: 1 });
    for (const key of ['kp-plus', 'kp-minus', 'kp-0']) act('press', { key });
    await pass(1_000);
    expect(acted).toHaveLength(3);
  });
});

describe('a scanner in the gateway', () => {
  const long = Array.from({ length: 1_000 }, (_, at) => `${at % 10}${String.fromCharCode(65 + (at % 26))}`).join('');

  test.each(['A001', 'x', 'y'.repeat(56), 'z'.repeat(57), long])(
    'HID-POS gives every code whole: %.20s',
    async (code) => {
      const { act, acted, events, pass } = await hall('keypad', 'hid-pos-scanner', { counter: 1 });
      act('scan', { code, symbology: 'C0' });
      await pass(500);
      expect(acted).toEqual([{ code, symbology: ']C0', counter: '1' }]);
      expect(events).toEqual([{ event: 'scanned', code, symbology: ']C0', counter: '1' }]);
    },
  );

  test('keyboard mode gives every code whole', async () => {
    const { act, acted, pass } = await hall('keypad', 'hid-keyboard', { use: 'scan' });
    for (const code of ['A001', 'yy-2026 11 27-0042', 'AABBCC11']) act('scan', { code });
    await pass(500);
    expect(acted).toEqual([{ code: 'A001' }, { code: 'yy-2026 11 27-0042' }, { code: 'AABBCC11' }]);
  });

  test('a code of which only a part comes through is not told, and not put before the next one', async () => {
    const { act, acted, events, pass } = await hall('keypad', 'hid-pos-scanner', {});
    act('scan', { code: 'z'.repeat(100), parts: 1 });
    await pass(1_000);
    act('scan', { code: 'A001' });
    await pass(500);
    expect(acted).toEqual([{ code: 'A001', symbology: ']Q0' }]);
    expect(events[0]).toEqual({ event: 'scan-refused', why: 'incomplete' });
  });

  test('the number of a card is told to nobody', async () => {
    const { act, acted, events, pass } = await hall('keypad', 'hid-pos-scanner', {});
    act('scan', { code: '4111111111111111' });
    act('scan', { code: 'A001' });
    await pass(500);
    expect(acted).toEqual([{ code: 'A001', symbology: ']Q0' }]);
    expect(events).toEqual([
      { event: 'scan-refused', why: 'card-number' },
      { event: 'scanned', code: 'A001', symbology: ']Q0' },
    ]);
  });
});

describe.each([
  ['luxafor', {}, {}, ['off', 'green', 'yellow', 'red', 'blue', 'white'], 'sent'],
  ['delcom', { thirdLed: 'yellow' }, { third: 'yellow' }, ['off', 'green', 'red', 'yellow'], 'read-back'],
  ['delcom', { thirdLed: 'blue' }, { third: 'blue' }, ['off', 'green', 'yellow', 'red', 'blue', 'white'], 'read-back'],
] as const)('a light in the gateway: %s %o', (name, options, unit, colors, verified) => {
  test('shows each colour, steady and blinking', async () => {
    const { signal, device, stand } = await hall('signal-light', name, options, unit);
    for (const color of colors) {
      for (const mode of color === 'off' ? ['steady'] : ['blink', 'steady']) {
        await signal(color, mode);
        expect(device.view()).toMatchObject({ color, mode });
        expect(stand.state()).toMatchObject({ color, mode, verified });
      }
    }
  });

  test('after a power cut what was wanted is on again with the next poll', async () => {
    const { signal, device, act, pass } = await hall('signal-light', name, options, unit);
    await signal('red', 'blink');
    act('power-cycle');
    expect(device.view()).toMatchObject({ color: 'off' });
    await pass(5_500);
    expect(device.view()).toMatchObject({ color: 'red', mode: 'blink' });
  });

  test('that was pulled out shows what was wanted as soon as it is back', async () => {
    const { stand, signal, device, act, pass, raised } = await hall('signal-light', name, options, unit);
    await signal('red');
    device.setFaults({ unplugged: true });
    act('power-cycle');
    await pass(10_000);
    expect(raised()).toEqual(['LGT-651 Signal light is not connected']);
    await expect(stand.command('signal', { color: 'green' })).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    device.setFaults({ unplugged: false });
    await pass(60_000);
    expect(raised()).toEqual([]);
    expect(device.view()).toMatchObject({ color: 'red', mode: 'steady' });
  });
});

test('a Delcom light that takes commands and does none of them is not said to show anything', async () => {
  const { signal, stand, act } = await hall('signal-light', 'delcom', {}, { third: 'yellow' });
  act('stick');
  await expect(signal('green')).rejects.toMatchObject({ code: 'PROTOCOL_UNEXPECTED' });
  expect(stand.state()).toMatchObject({ color: 'off' });
});
