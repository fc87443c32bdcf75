import { type AlarmSteps, action, seconds, stepsOf } from './step.js';

const heartbeat = stepsOf('terminal', 'heartbeat');

/** What the agent says of a module, until it says that all is well again. */
const module = (alarm: string, name: string, code?: string, status: 'warn' | 'fail' = 'fail'): AlarmSteps =>
  heartbeat({
    alarm,
    raise: [action('module', { name, status, ...(code === undefined ? {} : { code }) })],
    clear: [action('module', { name, status: 'ok' })],
  });

export const heartbeatSteps: readonly AlarmSteps[] = [
  heartbeat({ alarm: 'terminal-heartbeat-lost', raise: [action('stop')], clear: [action('resume')] }),
  heartbeat({ alarm: 'terminal-unreachable', raise: [action('pull-cable')], clear: [action('recover')] }),
  heartbeat({
    alarm: 'terminal-out-of-service',
    raise: [action('out-of-service')],
    clear: [action('out-of-service', { on: false })],
  }),
  heartbeat({
    alarm: 'terminal-inactive',
    options: { inactiveHours: 0.02 },
    raise: [action('freeze-transactions'), seconds(80)],
    clear: [action('transact')],
  }),
  module('printer-paper-out', 'printer', 'paper-out'),
  module('printer-paper-low', 'printer', 'paper-low', 'warn'),
  module('printer-paper-jam', 'printer', 'paper-jam'),
  module('printer-cover-open', 'printer', 'cover-open'),
  module('printer-cutter-fault', 'printer', 'cutter-fault'),
  module('printer-head-overheat', 'printer', 'head-hot', 'warn'),
  module('printer-retract-bin-full', 'printer', 'bin-full'),
  module('printer-supply-low', 'statement-printer', 'supply-low', 'warn'),
  module('printer-offline', 'printer', 'offline'),
  module('printer-hardware-fault', 'printer'),
  module('card-reader-fault', 'card-reader', 'E17'),
  module('card-jammed-or-retained-bin-full', 'card-reader', 'card-jam'),
  module('cash-acceptor-full', 'cash-acceptor', 'full'),
  module('cash-acceptor-box-removed', 'cash-acceptor', 'box-removed'),
  module('cash-acceptor-jam', 'cash-acceptor', 'jam'),
  module('cash-acceptor-fault', 'coin-acceptor'),
  module('cash-cassette-low-or-empty', 'cash-dispenser', 'low', 'warn'),
  module('cash-dispenser-fault', 'cash-dispenser'),
  module('card-dispenser-empty-or-low', 'sim-dispenser', 'empty'),
  module('pin-pad-fault', 'pin-pad'),
];
