import { type AlarmSteps, action, set, stepsOf } from './step.js';

const dispenser = stepsOf('terminal', 'card-dispenser');

export const cardDispenserSteps: readonly AlarmSteps[] = [
  dispenser({
    alarm: 'terminal-module-unreachable',
    raise: [set({ silent: true })],
    clear: [set({ silent: false })],
  }),
  dispenser({
    alarm: 'card-dispenser-empty-or-low',
    raise: [action('hopper-empty')],
    clear: [action('load')],
  }),
  dispenser({
    alarm: 'card-jammed-or-retained-bin-full',
    raise: [action('bin-full')],
    clear: [action('bin-full', { on: false })],
  }),
];
