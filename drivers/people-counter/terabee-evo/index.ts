import { defineDriver } from '../../driver.js';
import { peopleCounterContract } from '../contract.js';
import { counterAlarms } from '../watch/counter-watch.js';
import { terabeeEvoOptions } from './options.js';
import { type TerabeeEvoContext, TerabeeEvoSession, terabeeEvoTells } from './session.js';

export const terabeeEvo = defineDriver({
  class: 'people-counter',
  name: 'terabee-evo',
  title: 'Terabee TeraRanger Evo People Counter and Swipe Plus',
  contract: peopleCounterContract,
  options: terabeeEvoOptions,
  linkKind: 'stream',
  linkTypes: ['serial', 'tcp'],
  characterFormats: ['8N1'],
  alarms: counterAlarms(terabeeEvoTells),
  contact: { alarm: 'counter-unreachable', failures: 3, successes: 2, confirmIntervalMs: 1_000 },
  commands: ['read', 'reset'],
  open: async (context: TerabeeEvoContext) => new TerabeeEvoSession(context),
});
