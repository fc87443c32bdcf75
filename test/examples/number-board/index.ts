import { defineDriver } from '../../../drivers/driver.js';
import { ledBoardContract } from '../../../drivers/led-board/contract.js';
import { numberBoardOptions } from './options.js';
import { NumberBoardSession } from './session.js';

export const numberBoard = defineDriver({
  class: 'led-board',
  name: 'number-board',
  title: 'Four-digit counter boards without an answer',
  contract: ledBoardContract,
  options: numberBoardOptions,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  busAddress: ({ address }) => String(address),
  alarms: [],
  contact: { alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['call'],
  open: async (context) => new NumberBoardSession(context),
});
