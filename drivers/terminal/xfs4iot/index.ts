import { defineDriver, type OptionFile } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { type Xfs4iotOptions, xfs4iotOptions } from './options.js';
import { contactRule, type Xfs4iotContext, Xfs4iotSession } from './session.js';

const authorityOf = ({ caFile }: Xfs4iotOptions): OptionFile[] =>
  caFile === undefined ? [] : [{ field: ['caFile'], name: caFile, kind: 'authority' }];

/** Which service tells of an alarm, and whether it is there now, differs: none is told at each poll. */
const told = (...types: readonly string[]) => types.map((type) => ({ type, onOccasion: true }) as const);

export const terminalXfs4iot = defineDriver<Xfs4iotOptions, 'none', Xfs4iotContext>({
  class: 'terminal',
  name: 'xfs4iot',
  title: 'Self-service terminals with CEN XFS4IoT, status subset',
  contract: terminalContract,
  options: xfs4iotOptions,
  linkKind: 'none',
  linkTypes: [],
  files: authorityOf,
  networkPlace: ({ host, ports }) => `xfs4iot ${host}, ${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`,
  alarms: [
    // The session itself confirms with three failures and two successes.
    { type: 'terminal-heartbeat-lost', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
    ...told('terminal-out-of-service', 'fraud-device-suspected', 'cabinet-door-open', 'tamper-or-vibration'),
    ...told('environment-over-temperature', 'mains-lost-on-battery', 'ups-battery-low', 'ups-replace-battery'),
    ...told('printer-paper-out', 'printer-paper-low', 'printer-paper-jam', 'printer-offline', 'printer-hardware-fault'),
    ...told('printer-retract-bin-full', 'printer-supply-low'),
    ...told('cash-acceptor-full', 'cash-acceptor-box-removed', 'cash-acceptor-jam', 'cash-acceptor-fault'),
    ...told('cash-dispenser-fault', 'cash-cassette-low-or-empty'),
    ...told('card-reader-fault', 'card-jammed-or-retained-bin-full', 'card-dispenser-empty-or-low', 'pin-pad-fault'),
  ],
  contact: contactRule,
  commands: ['probe', 'maintenance'],
  open: async (context) => {
    const [authority] = authorityOf(context.options);
    return new Xfs4iotSession(context, authority && (await context.file(authority)));
  },
});
