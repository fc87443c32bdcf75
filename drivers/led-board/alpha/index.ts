import { defineDriver } from '../../driver.js';
import { ledBoardContract } from '../contract.js';
import { alphaOptions } from './options.js';

export const alpha = defineDriver({
  class: 'led-board',
  name: 'alpha',
  title: 'Alpha and BetaBrite signs, ASCII text in the priority file or in STRING files',
  contract: ledBoardContract,
  options: alphaOptions,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  busAddress: ({ address }) => address,
  alarms: [{ type: 'led-write-rejected' }],
  contact: { alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['show', 'call', 'clear', 'brightness', 'sync-clock', 'test'],
  open: async () => {
    throw new Error('waits for the session');
  },
});
