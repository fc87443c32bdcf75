import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { alarmDeclarations } from './alarms.js';
import { contactRule } from './contact.js';
import { cctalkOptions } from './options.js';
import { OwnBusSession } from './own-bus.js';
import { TapSession } from './tap.js';

export const cctalk = defineDriver({
  class: 'terminal',
  name: 'cctalk',
  title: 'Cash modules on a ccTalk wire, listened to or asked whether they are well; never told to do anything',
  contract: terminalContract,
  options: cctalkOptions,
  linkKind: 'stream',
  linkTypes: ['serial', 'tcp'],
  characterFormats: ['8N1'],
  alarms: alarmDeclarations,
  contact: contactRule,
  commands: ['probe', 'maintenance'],
  open: async (context) => {
    if (context.options.mode === 'own-bus') return new OwnBusSession(context);
    // A tap is handed the ear of its link and nothing else.
    return new TapSession({ ...context, link: { onData: (receiver) => context.link.onData(receiver) } });
  },
});
