import { defineDriver } from '../../driver.js';
import { type KeypadContext, keypadContract } from '../contract.js';
import { type HidKeyboardOptions, hidKeyboardOptions } from './options.js';
import { HidKeyboardSession } from './session.js';

export const hidKeyboard = defineDriver<HidKeyboardOptions, 'hid', KeypadContext<HidKeyboardOptions>>({
  class: 'keypad',
  name: 'hid-keyboard',
  title: 'USB keypads and scanners that are a keyboard to the computer: call keypads, evaluators, code scanners',
  contract: keypadContract,
  options: hidKeyboardOptions,
  linkKind: 'hid',
  linkTypes: ['hid', 'hid-tcp'],
  // The session itself waits 10 s.
  alarms: [{ type: 'keypad-key-stuck', onDelaySeconds: 0, offDelaySeconds: 0 }],
  contact: { alarm: 'keypad-unreachable', failures: 3, successes: 1, confirmIntervalMs: 2_000 },
  commands: [],
  open: async (context) => new HidKeyboardSession(context),
});
