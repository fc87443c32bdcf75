import { defineDriver } from '../../driver.js';
import { peopleCounterContract } from '../contract.js';
import { counterAlarms } from '../watch/counter-watch.js';
import { modbusPulseOptions } from './options.js';
import { type ModbusPulseContext, ModbusPulseSession, modbusPulseTells } from './session.js';

export const modbusPulse = defineDriver({
  class: 'people-counter',
  name: 'modbus-pulse',
  title: 'Beams and turnstile contacts on Modbus RTU pulse counters',
  contract: peopleCounterContract,
  options: modbusPulseOptions,
  linkKind: 'bus',
  linkTypes: ['serial', 'tcp'],
  busAddress: ({ address }) => String(address),
  addressSpace: 'modbus',
  characterFormats: ['8N1', '8E1', '8O1', '8N2'],
  alarms: counterAlarms(modbusPulseTells),
  contact: { alarm: 'counter-unreachable', failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['read', 'reset'],
  open: async (context: ModbusPulseContext) => new ModbusPulseSession(context),
});
