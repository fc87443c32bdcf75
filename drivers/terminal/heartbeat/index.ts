import { type DriverContext, defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { moduleAlarmTypes } from './codes.js';
import { type HeartbeatOptions, heartbeatOptions } from './options.js';
import { contactAlarmFor, type HeartbeatContext, HeartbeatSession, silenceAlarms } from './session.js';

export const terminalHeartbeat = defineDriver<HeartbeatOptions, 'none', HeartbeatContext>({
  class: 'terminal',
  name: 'heartbeat',
  title: 'Self-service terminals whose own agent reports over HTTP or MQTT',
  contract: terminalContract,
  options: heartbeatOptions,
  linkKind: 'none',
  linkTypes: [],
  files: (options) => tokenFiles(options),
  heartbeats: (options) => ({ tokenFile: tokenFiles(options)[0], users: options.users }),
  networkPlace: ({ host }) => (host ? `tcp ${host.address}:${host.ports.join(',')}` : ''),
  // A beat tells of the modules its agent knows; the computer is asked only when beats stop.
  alarms: [
    { type: silenceAlarms.application, onOccasion: true },
    { type: silenceAlarms.computer, onOccasion: true },
    { type: 'terminal-out-of-service', onOccasion: true },
    { type: 'terminal-inactive', onOccasion: true },
    ...moduleAlarmTypes.map((type) => ({ type, onOccasion: true as const })),
  ],
  // The deadline, and the three tries of the computer, are the session's own.
  contact: { alarm: silenceAlarms.application, failures: 1, successes: 1, confirmIntervalMs: 5_000 },
  contactAlarm: contactAlarmFor,
  commands: ['probe', 'maintenance'],
  open: async (context) => new HeartbeatSession(context, await tokenOf(context)),
});

function tokenFiles({ tokenFile }: HeartbeatOptions) {
  return tokenFile === undefined ? [] : [{ field: ['tokenFile'], name: tokenFile, kind: 'token' as const }];
}

async function tokenOf({ options, file }: Pick<DriverContext<HeartbeatOptions>, 'options' | 'file'>) {
  const [token] = tokenFiles(options);
  return token && file(token);
}
