import { defineDriver } from '../../driver.js';
import { BoardSession } from '../board/session.js';
import { ledBoardContract } from '../contract.js';
import { alphaOptions } from './options.js';
import { AlphaPanel } from './panel.js';
import type { AlphaContext } from './sign.js';

export const alpha = defineDriver({
  class: 'led-board',
  name: 'alpha',
  title: 'Alpha and BetaBrite signs, ASCII text in the priority file or in STRING files',
  contract: ledBoardContract,
  options: alphaOptions,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  busAddress: ({ address }) => address,
  characterFormats: ['7E1', '7E2', '8N1'],
  alarms: [{ type: 'led-write-rejected', onOccasion: true }, { type: 'led-content-mismatch' }],
  contact: { alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['show', 'call', 'clear', 'brightness', 'power', 'sync-clock', 'test'],
  open: async (context: AlphaContext) => new BoardSession(context, new AlphaPanel(context)),
});
