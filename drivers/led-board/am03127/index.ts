import { defineDriver } from '../../driver.js';
import { BoardSession } from '../board/session.js';
import { ledBoardContract } from '../contract.js';
import { am03127Options } from './options.js';
import { type Am03127Context, Am03127Panel } from './panel.js';

export const am03127 = defineDriver({
  class: 'led-board',
  name: 'am03127',
  title: 'AM03127 (Amplus) signs, one line of ASCII text',
  contract: ledBoardContract,
  options: am03127Options,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  busAddress: ({ address }) => address,
  characterFormats: ['8N1'],
  alarms: [{ type: 'led-write-rejected', onOccasion: true }],
  contact: { alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['show', 'call', 'clear', 'brightness', 'power', 'sync-clock', 'test'],
  open: async (context: Am03127Context) => new BoardSession(context, new Am03127Panel(context)),
});
