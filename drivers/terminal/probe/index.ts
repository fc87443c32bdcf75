import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { probeOptions } from './options.js';
import { contactRule, ProbeSession } from './session.js';

export const terminalProbe = defineDriver({
  class: 'terminal',
  name: 'probe',
  title: 'Self-service terminals, reachability over TCP and HTTP',
  contract: terminalContract,
  options: probeOptions,
  linkKind: 'none',
  linkTypes: [],
  networkPlace: ({ tcp, http }) => [tcp && `tcp ${tcp.host}:${tcp.port}`, http?.url].filter(Boolean).join(', '),
  // The session itself confirms with three failures and two successes.
  // Several polls must agree.
  alarms: [{ type: 'terminal-heartbeat-lost', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true }],
  contact: contactRule,
  commands: ['probe', 'maintenance'],
  open: async (context) => new ProbeSession(context),
});
