import { defineDriver } from '../../driver.js';
import { type KeypadContext, keypadContract } from '../contract.js';
import { type HidPosScannerOptions, hidPosScannerOptions } from './options.js';
import { HidPosScannerSession } from './session.js';

export const hidPosScanner = defineDriver<HidPosScannerOptions, 'hid', KeypadContext<HidPosScannerOptions>>({
  class: 'keypad',
  name: 'hid-pos-scanner',
  title: 'USB code scanners in HID-POS mode (usage page 0x8C)',
  contract: keypadContract,
  options: hidPosScannerOptions,
  linkKind: 'hid',
  linkTypes: ['hid', 'hid-tcp'],
  alarms: [],
  contact: { alarm: 'keypad-unreachable', failures: 3, successes: 1, confirmIntervalMs: 2_000 },
  commands: [],
  open: async (context) => new HidPosScannerSession(context),
});
