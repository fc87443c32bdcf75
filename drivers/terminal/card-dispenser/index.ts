import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { alarmDeclarations, contactAlarm } from './alarms.js';
import { cardDispenserOptions } from './options.js';
import { OwnerSession } from './owner.js';
import { TapSession } from './tap.js';

export const cardDispenser = defineDriver({
  class: 'terminal',
  name: 'card-dispenser',
  title: 'Card and SIM dispensers QU-CD-720M/820M, listened to or asked how they are; never told to do anything',
  contract: terminalContract,
  options: cardDispenserOptions,
  linkKind: 'stream',
  linkTypes: ['serial', 'tcp'],
  characterFormats: ['8N1'],
  alarms: alarmDeclarations,
  contact: { alarm: contactAlarm, failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['probe', 'maintenance'],
  open: async (context) => {
    if (context.options.mode === 'owner') return new OwnerSession(context);
    // A tap is handed the ear of its link and nothing else.
    return new TapSession({ ...context, link: { onData: (receiver) => context.link.onData(receiver) } });
  },
});
