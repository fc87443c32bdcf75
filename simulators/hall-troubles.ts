import { action, knob, paperOut, type Trouble } from './troubles.js';

/** What goes wrong in the hall of config/demo-hall.yaml, one after the other. */
export const hallTroubles: readonly Trouble[] = [
  {
    name: 'keypad-unplugged',
    begins: 'somebody trips over the cable of the keypad at counter 2',
    ends: 'the keypad is plugged in again',
    begin: [knob('keypad-2', { unplugged: true })],
    end: [knob('keypad-2', { unplugged: false })],
    seconds: 15,
  },
  paperOut,
  {
    name: 'key-stuck',
    begins: 'a folder lies on the keypad of counter 3',
    ends: 'the folder is gone',
    begin: [action('keypad-3', 'hold', { key: 'kp-7' })],
    end: [action('keypad-3', 'let-go')],
    seconds: 20,
  },
  {
    name: 'light-unplugged',
    begins: "the duty manager's light loses its plug",
    ends: 'the light is back, and shows what it should',
    begin: [knob('light-1', { unplugged: true }), action('light-1', 'power-cycle')],
    end: [knob('light-1', { unplugged: false })],
    seconds: 15,
  },
];
