import { defineDriver } from '../../driver.js';
import { peopleCounterContract } from '../contract.js';
import { counterAlarms } from '../watch/counter-watch.js';
import { hpc168Options } from './options.js';
import { type Hpc168Context, Hpc168Session, hpc168Tells } from './session.js';

export const hpc168 = defineDriver({
  class: 'people-counter',
  name: 'hpc168',
  title: 'HPC168 / HPC088 people counters on RS-232 or RS-485',
  contract: peopleCounterContract,
  options: hpc168Options,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  characterFormats: ['8N1'],
  busAddress: ({ address }) => address,
  alarms: counterAlarms(hpc168Tells),
  contact: { alarm: 'counter-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['read', 'reset'],
  open: async (context: Hpc168Context) => new Hpc168Session(context),
});
