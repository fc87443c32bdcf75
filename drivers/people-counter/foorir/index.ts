import { defineDriver } from '../../driver.js';
import { peopleCounterContract } from '../contract.js';
import { counterAlarms } from '../watch/counter-watch.js';
import { foorirOptions } from './options.js';
import { type FoorirContext, FoorirSession, foorirTells } from './session.js';

export const foorir = defineDriver({
  class: 'people-counter',
  name: 'foorir',
  title: 'Foorir / HX-HE2 infrared counters that call the gateway',
  contract: peopleCounterContract,
  options: foorirOptions,
  linkKind: 'listen',
  linkTypes: ['tcp-listen'],
  alarms: counterAlarms(foorirTells),
  // It reports by itself: how long it may be silent is the session's to say.
  contact: { alarm: 'counter-unreachable', failures: 1, successes: 1, confirmIntervalMs: 2_000 },
  commands: [],
  open: async (context: FoorirContext) => new FoorirSession(context),
});
