import { type AlarmSteps, action, stepsOf } from './step.js';

const composite = stepsOf('terminal', 'composite');

/** Done to the simulated kiosk that its only part watches. */
export const compositeSteps: readonly AlarmSteps[] = [
  composite({ alarm: 'terminal-unreachable', raise: [action('pull-cable')], clear: [action('recover')] }),
];
