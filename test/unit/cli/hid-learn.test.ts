import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { hidKeyboardOptions } from '../../../drivers/keypad/hid-keyboard/options.js';
import { hidMemoryPair } from '../../../drivers/transport/hid-memory.js';
import { type LearnedUse, learnedYaml, learnKeys } from '../../../gateway/cli/hid-learn.js';
import { hex } from '../../support/hex.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

/** Somebody at a terminal with a keypad beside it. */
function desk(use: LearnedUse) {
  const clock = new VirtualClock();
  const [link, device] = hidMemoryPair();
  const said: string[] = [];
  let line: (text: string) => void = () => undefined;
  const learning = learnKeys({
    ...{ link, use, clock, say: (text: string) => void said.push(text) },
    onLine: (listener) => {
      line = listener;
    },
  });
  learning.catch(() => undefined);
  return {
    learning,
    said,
    device,
    press: async (code: string) => {
      await settle();
      device.report(hex(`00 00 ${code} 00 00 00 00 00`));
      device.report(new Uint8Array(8));
      await settle();
    },
    enter: async (text = '') => {
      await clock.advance(1_000);
      line(text);
      await settle();
    },
    /** The Enter of the keypad arrives at the terminal too. */
    echo: async () => {
      await clock.advance(20);
      line('');
      await settle();
    },
  };
}

describe('learning a keypad', () => {
  test('each key is asked for once and told back', async () => {
    const { learning, said, press } = desk('call');
    for (const code of ['58', '57', '56', '62', '55', '54']) await press(code);
    expect(await learning).toEqual({
      ...{ 'kp-enter': 'next', 'kp-plus': 'recall', 'kp-minus': 'no-show' },
      ...{ 'kp-0': 'finish', 'kp-star': 'sign-on', 'kp-slash': 'sign-off' },
    });
    expect(said.slice(0, 3)).toEqual([
      'press the key for next (calls the next customer), or Enter here for none',
      '  kp-enter',
      'press the key for recall (calls the same customer again), or Enter here for none',
    ]);
  });

  test('Enter at the terminal passes one over; other text does not', async () => {
    const { learning, press, enter } = desk('evaluation');
    await press('59');
    await enter('what?');
    await enter();
    await press('5A');
    await enter();
    await press('85');
    expect(await learning).toEqual({ 'kp-1': 5, 'kp-2': 3, '0x85': 1 });
  });

  test('a key that is taken is asked for again', async () => {
    const { learning, said, press, enter } = desk('evaluation');
    await press('59');
    await press('59');
    await press('5A');
    for (let more = 0; more < 3; more++) await enter();
    expect(await learning).toEqual({ 'kp-1': 5, 'kp-2': 4 });
    expect(said).toContain('  kp-1 is 5 already: another one, please');
  });

  test('the Enter of a keypad that types into the terminal too passes nothing over', async () => {
    const { learning, press, echo, enter } = desk('evaluation');
    await press('58');
    await echo();
    await press('59');
    for (let more = 0; more < 3; more++) await enter();
    expect(await learning).toEqual({ 'kp-enter': 5, 'kp-1': 4 });
  });

  test('Shift alone is no key, nor is a hand on all of them', async () => {
    const { learning, device, press, enter } = desk('evaluation');
    device.report(hex('02 00 00 00 00 00 00 00'));
    device.report(hex('00 00 01 01 01 01 01 01'));
    await press('5B');
    for (let more = 0; more < 4; more++) await enter();
    expect(await learning).toEqual({ 'kp-3': 5 });
  });

  test('a keypad that is unplugged ends it', async () => {
    const { learning, device, press } = desk('call');
    await press('58');
    device.unplug('device node /dev/hidraw0 is gone');
    await expect(learning).rejects.toThrow('the keypad is gone: device node /dev/hidraw0 is gone');
  });
});

test('what it prints is a device, whatever its numbers look like', () => {
  const link = {
    type: 'hid',
    usb: { vendorId: '0412', productId: '1e10', serialNumber: '0x1F' },
    usagePage: 1,
    usage: 6,
  };
  const keys = { '1': 5, 'kp-2': 4, '0x85': 1 };
  const text = learnedYaml({ link, use: 'evaluation', counter: '3', keys });
  const [device] = parse(text) as [Record<string, unknown>];
  expect(device).toMatchObject({ id: 'keypad-3', class: 'keypad', driver: 'hid-keyboard', link });
  expect(hidKeyboardOptions.parse(device['options'])).toMatchObject({ use: 'evaluation', counter: '3', keys });
});

test('the id of the device is one that a configuration may have', () => {
  const idOf = (counter: string) => parse(learnedYaml({ link: {}, use: 'call', counter, keys: {} }))[0].id;
  expect(idOf('VIP 1')).toBe('keypad-vip-1');
});
