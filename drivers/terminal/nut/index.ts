import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { alarmDeclarations, contactAlarm, silentOnBattery } from './findings.js';
import { nutOptions } from './options.js';
import { onBatteryWhenSilent } from './outage.js';
import { NutSession } from './session.js';
import { caFile } from './starttls.js';

export const nutUps = defineDriver({
  class: 'terminal',
  name: 'nut',
  title: 'UPS behind a NUT server (upsd)',
  contract: terminalContract,
  options: nutOptions,
  linkKind: 'stream',
  linkTypes: ['tcp'],
  files: (options) => (options.caFile === undefined ? [] : [caFile(options.caFile)]),
  alarms: alarmDeclarations,
  contact: { alarm: contactAlarm, failures: 3, successes: 2, confirmIntervalMs: 2_000 },
  commands: ['probe', 'maintenance'],
  open: async (context) => new NutSession(context),
  unreachable({ alarm, clock, memory, state }) {
    const unknown = { status: 'unknown', source: 'nut' } as const;
    state({ reachable: false, service: 'unknown', modules: { ups: unknown, mains: unknown }, ups: undefined });
    const why = onBatteryWhenSilent(memory.load(), clock);
    if (why !== undefined) alarm(silentOnBattery(why));
  },
});
