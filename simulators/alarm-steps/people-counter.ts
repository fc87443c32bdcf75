import { type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const counter = stepsOf('people-counter', 'hpc168');

export const counterSteps: readonly AlarmSteps[] = [
  counter({ alarm: 'counter-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] }),
  counter({
    alarm: 'counter-blocked-or-no-change',
    options: { frozenMinutes: 1 },
    raise: [action('door', { open: true }), action('freeze'), seconds(60)],
    clear: [action('freeze', { on: false }), action('walk-in', { count: 1 })],
  }),
];
