import { type AlarmSteps, action, stepsOf } from './step.js';

const probe = stepsOf('terminal', 'probe');

export const probeSteps: readonly AlarmSteps[] = [
  probe({ alarm: 'terminal-unreachable', raise: [action('pull-cable')], clear: [action('recover')] }),
  probe({ alarm: 'terminal-heartbeat-lost', raise: [action('hang')], clear: [action('recover')] }),
  probe({
    alarm: 'terminal-certificate-expiring',
    unit: { certificate: 'lasting' },
    raise: [action('change-certificate', { certificate: 'ended' })],
    clear: [action('change-certificate', { certificate: 'lasting' })],
  }),
];
