import { type AlarmSteps, action, command, seconds, set, stepsOf } from './step.js';

const show = (text: string) => command('show', { text });
const unreachable = { alarm: 'led-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] };

const onbon = stepsOf('led-board', 'onbon');
const digits = stepsOf('led-board', 'modbus-digits');
const alpha = stepsOf('led-board', 'alpha');
const am03127 = stepsOf('led-board', 'am03127');

export const boardSteps: readonly AlarmSteps[] = [
  onbon(unreachable),
  onbon({
    alarm: 'led-write-rejected',
    raise: [action('nack', { code: 11 }), show('A1')],
    clear: [show('A2')],
  }),
  onbon({
    alarm: 'led-pixel-or-module-fault',
    raise: [action('nack', { code: 7, times: 1_000 }), show('A1')],
    clear: [action('nack', { code: 7, times: 0 }), show('A2')],
  }),
  digits(unreachable),
  digits({
    alarm: 'led-write-rejected',
    raise: [action('exception', { code: 3, times: 1_000 }), show('12')],
    clear: [action('exception', { code: 3, times: 0 }), show('13')],
  }),
  digits({
    alarm: 'led-content-mismatch',
    // Repaired once; a second time somebody else insists.
    raise: [
      show('12'),
      action('tamper', { register: 0, value: 0x45 }),
      seconds(30),
      action('tamper', { register: 0, value: 0x45 }),
    ],
    clear: [show('13')],
  }),
  alpha(unreachable),
  alpha({
    alarm: 'led-write-rejected',
    raise: [action('nack', { status: 0x20, times: 1_000 }), show('A1')],
    clear: [action('nack', { status: 0x20, times: 0 }), show('A2')],
  }),
  alpha({
    alarm: 'led-content-mismatch',
    raise: [
      show('A1'),
      action('tamper', { label: '0', text: 'X' }),
      seconds(30),
      action('tamper', { label: '0', text: 'X' }),
    ],
    clear: [show('A2')],
  }),
  am03127(unreachable),
  am03127({
    alarm: 'led-write-rejected',
    raise: [action('nack', { times: 1_000 }), show('A1')],
    clear: [action('nack', { times: 0 }), show('A2')],
  }),
];
