import { type AlarmSteps, set, stepsOf } from './step.js';

export const lightSteps: readonly AlarmSteps[] = ['luxafor', 'delcom'].map((driver) =>
  stepsOf(
    'signal-light',
    driver,
  )({ alarm: 'signal-light-unreachable', raise: [set({ unplugged: true })], clear: [set({ unplugged: false })] }),
);
