import { type AlarmSteps, action, seconds, set, stepsOf } from './step.js';

const keyboard = stepsOf('keypad', 'hid-keyboard');
const scanner = stepsOf('keypad', 'hid-pos-scanner');

export const keypadSteps: readonly AlarmSteps[] = [
  keyboard({ alarm: 'keypad-unreachable', raise: [set({ unplugged: true })], clear: [set({ unplugged: false })] }),
  keyboard({
    alarm: 'keypad-key-stuck',
    raise: [action('hold', { key: 'kp-5' }), seconds(11)],
    clear: [action('let-go')],
  }),
  scanner({ alarm: 'keypad-unreachable', raise: [set({ unplugged: true })], clear: [set({ unplugged: false })] }),
];
