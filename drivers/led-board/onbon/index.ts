import { defineDriver } from '../../driver.js';
import { BoardSession } from '../board/session.js';
import { ledBoardContract } from '../contract.js';
import type { OnbonContext } from './card.js';
import { onbonOptions } from './options.js';
import { OnbonPanel } from './panel.js';

export const onbon = defineDriver({
  class: 'led-board',
  name: 'onbon',
  title: 'Onbon BX-5K, BX-5MK and BX-6K character cards, dynamic areas',
  contract: ledBoardContract,
  options: onbonOptions,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  characterFormats: ['8N1'],
  busAddress: ({ address }) => String(address),
  alarms: [
    { type: 'led-write-rejected', onOccasion: true },
    { type: 'led-pixel-or-module-fault', onOccasion: true },
  ],
  contact: { alarm: 'led-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['show', 'call', 'clear', 'brightness', 'power', 'sync-clock', 'test'],
  open: async (context: OnbonContext) => new BoardSession(context, new OnbonPanel(context)),
});
