import { defineDriver } from '../../driver.js';
import { BoardSession } from '../board/session.js';
import { ledBoardContract } from '../contract.js';
import type { DigitsContext } from './context.js';
import { digitsOptions } from './options.js';
import { DigitsPanel } from './panel.js';

export const modbusDigits = defineDriver({
  class: 'led-board',
  name: 'modbus-digits',
  title: 'DM56A04 and DM36B06 digit displays, Modbus RTU',
  contract: ledBoardContract,
  options: digitsOptions,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  busAddress: ({ address }) => String(address),
  addressSpace: 'modbus',
  characterFormats: ['8N1', '8E1', '8O1'],
  alarms: [{ type: 'led-write-rejected' }, { type: 'led-content-mismatch' }],
  contact: { alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['show', 'call', 'clear', 'brightness', 'power', 'test'],
  open: async (context: DigitsContext) => new BoardSession(context, new DigitsPanel(context)),
});
