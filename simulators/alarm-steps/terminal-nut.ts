import { type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const nut = stepsOf('terminal', 'nut');

export const nutSteps: readonly AlarmSteps[] = [
  nut({ alarm: 'ups-unreachable', raise: [set({ unplugged: true })], clear: [set({ unplugged: false })] }),
  nut({ alarm: 'mains-lost-on-battery', raise: [action('mains-off')], clear: [action('mains-on')] }),
  nut({
    alarm: 'ups-battery-low',
    raise: [action('mains-off'), action('battery-low')],
    clear: [action('mains-on')],
  }),
  nut({
    alarm: 'ups-replace-battery',
    raise: [action('replace-battery'), seconds(310)],
    clear: [action('replace-battery', { on: false })],
  }),
  nut({ alarm: 'ups-overload-or-bypass', raise: [action('overload')], clear: [action('overload', { on: false })] }),
];
