import { type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const inputs = stepsOf('terminal', 'modbus-inputs');

export const inputsSteps: readonly AlarmSteps[] = [
  inputs({ alarm: 'sensors-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] }),
  inputs({ alarm: 'cabinet-door-open', raise: [action('open-door')], clear: [action('close-door')] }),
  inputs({ alarm: 'tamper-or-vibration', raise: [action('tamper')], clear: [action('tamper', { on: false })] }),
  inputs({ alarm: 'water-or-smoke-detected', raise: [action('water')], clear: [action('water', { on: false })] }),
  inputs({ alarm: 'mains-lost-on-battery', raise: [action('mains-off')], clear: [action('mains-on')] }),
  inputs({
    alarm: 'environment-over-temperature',
    options: { sensorIntervalMs: 1_000 },
    raise: [action('temperature', { celsius: 46 })],
    clear: [action('temperature', { celsius: 24 }), seconds(240)],
  }),
];
