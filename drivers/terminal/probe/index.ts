import { defineDriver } from '../../driver.js';
import { terminalContract } from '../contract.js';
import { authorityOf, probeOptions, securable } from './options.js';
import { contactRule, ProbeSession } from './session.js';

export const terminalProbe = defineDriver({
  class: 'terminal',
  name: 'probe',
  title: 'Self-service terminals and other hosts, reachability by ping, TCP, TLS, HTTP and WebSocket',
  contract: terminalContract,
  options: probeOptions,
  linkKind: 'none',
  linkTypes: [],
  networkPlace: ({ ping, tcp, tls, http, websocket }) =>
    [
      ping && `ping ${ping.host}`,
      tcp && `tcp ${tcp.host}:${tcp.port}`,
      tls && `tls ${tls.host}:${tls.port}`,
      http?.url,
      websocket?.url,
    ]
      .filter(Boolean)
      .join(', '),
  files: (options) => securable.flatMap((layer) => authorityOf(options, layer) ?? []),
  alarms: [
    // The session itself confirms with three failures and two successes: several polls must agree.
    { type: 'terminal-heartbeat-lost', onDelaySeconds: 0, offDelaySeconds: 0, onOccasion: true },
    // Only a handshake tells of it.
    { type: 'terminal-certificate-expiring', onOccasion: true },
  ],
  contact: contactRule,
  commands: ['probe', 'maintenance'],
  open: async (context) => new ProbeSession(context),
});
