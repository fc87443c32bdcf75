import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { alarmDeclarations, contactAlarms, contactRule } from './alarms.js';
import { type SnmpOptions, snmpFiles, snmpOptions } from './options.js';
import { type SnmpContext, SnmpSession } from './session.js';

export const terminalSnmp = defineDriver<SnmpOptions, 'none', SnmpContext>({
  class: 'terminal',
  name: 'snmp',
  title: 'Computers, printers and UPSs with an SNMP agent, v2c and v3, reading only',
  contract: terminalContract,
  options: snmpOptions,
  linkKind: 'none',
  linkTypes: [],
  files: snmpFiles,
  networkPlace: ({ host, port }) => `snmp udp ${host}:${port}`,
  alarms: alarmDeclarations,
  contact: contactRule,
  contactAlarm: ({ profile }) => contactAlarms[profile],
  commands: ['probe', 'maintenance'],
  open: async (context) => new SnmpSession(context),
});
