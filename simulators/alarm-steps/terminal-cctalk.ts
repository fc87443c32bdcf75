import { type AlarmSteps, action, seconds, stepsOf } from './step.js';

const cctalk = stepsOf('terminal', 'cctalk');
const ownBus = { mode: 'own-bus' };
const fault = (code: number, device = 'bill') => action('fault', { device, code });

export const cctalkSteps: readonly AlarmSteps[] = [
  cctalk({
    alarm: 'terminal-module-unreachable',
    options: ownBus,
    raise: [action('absent')],
    clear: [action('absent', { on: false })],
  }),
  cctalk({ alarm: 'cash-acceptor-full', options: ownBus, raise: [fault(45)], clear: [fault(0)] }),
  cctalk({ alarm: 'cash-acceptor-box-removed', options: ownBus, raise: [fault(44)], clear: [fault(0)] }),
  cctalk({ alarm: 'cash-acceptor-jam', options: ownBus, raise: [fault(39)], clear: [fault(0)] }),
  cctalk({ alarm: 'cash-acceptor-fault', options: ownBus, raise: [fault(37)], clear: [fault(0)] }),
  cctalk({
    alarm: 'cash-dispenser-fault',
    options: { ...ownBus, devices: [{ address: 3 }] },
    unit: { devices: ['hopper'] },
    raise: [fault(25, 'hopper')],
    clear: [fault(0, 'hopper')],
  }),
  cctalk({
    alarm: 'fraud-device-suspected',
    // Only a tap hears events; the alarm ends by itself.
    options: { fraudHoldMinutes: 1 },
    unit: { kioskPollsMs: 500 },
    raise: [action('fraud', { code: 18 })],
    clear: [seconds(60)],
  }),
];
