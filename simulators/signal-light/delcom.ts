import { z } from 'zod';
import { action, parse } from '../action.js';
import { createHidDevice, type HidDevice, type Taken } from '../hid/hid-device.js';
import type { World } from '../simulator.js';
import { colorName, type LightView } from './light-view.js';

export const delcomOptions = z.strictObject({
  third: z.enum(['blue', 'yellow']).default('blue').describe('which lamp is the third one of this model'),
});

export interface DelcomView extends LightView {
  /** The port of the lamps as the host reads it; a lamp burns where its bit is 0. */
  readonly port: number;
  readonly buzzer: boolean;
  readonly commands: number;
}

const shortCommand = 0x65;
const longCommand = 0x66;
/** Bytes of a feature report, with its number. */
const lengths: Readonly<Record<number, number>> = { [shortCommand]: 8, [longCommand]: 16 };
const readPort = 0x01;
const readButton = 0x08;
const allOff = 0xff;
const lampBits = 0x07;

/**
 * A Delcom USB HID indicator: feature reports `65` and `66` with a command each, lamps active low
 * (led-boards-counters-hid.md 6.3). A lamp blinks where it is switched on and set to flash; either alone is steady or dark.
 */
export function createDelcom(world: World, options: z.input<typeof delcomOptions> = {}): HidDevice {
  const { third } = parse(delcomOptions, options);
  let port = allOff;
  let flashing = 0;
  let buzzer = false;
  let presses = 0;
  let stuck = false;
  let commands = 0;

  const perform = (command: number, [first = 0, second = 0]: Uint8Array): boolean => {
    const known: Readonly<Record<number, () => void>> = {
      2: () => {
        port = first;
      },
      12: () => {
        // Both in one: on wins, as `65 0C 01 FF` is seen to be green.
        port = (port | second) & ~first;
      },
      20: () => {
        flashing = (flashing & ~first) | second;
      },
      70: () => {
        buzzer = first === 1;
      },
    };
    const act = known[command];
    act?.();
    return act !== undefined;
  };
  const lamps = (): LightView => {
    const lit = ~port & lampBits;
    const [green, red, last] = [1, 2, 4].map((bit) => (lit & bit) !== 0);
    const yellow = last && third === 'yellow';
    const color = colorName([red || yellow ? 255 : 0, green || yellow ? 255 : 0, last && third === 'blue' ? 255 : 0]);
    return { color, mode: (lit & flashing) !== 0 ? 'blink' : 'steady' };
  };

  const device = createHidDevice({
    kind: 'signal-light/delcom',
    world,
    setFeature(report, data): Taken {
      if (lengths[report] !== data.length + 1)
        return { refused: `no feature report ${report} of ${data.length + 1} bytes` };
      if (!stuck && perform(data[0] ?? 0, data.subarray(1))) commands += 1;
      return 'taken';
    },
    getFeature(report) {
      // As seen on a real one: the reply carries no report number, the port is its third byte.
      if (report === readPort) return Uint8Array.from([0xff, 0x01, port, 0xff, 0, 0, 0, 0]);
      if (report !== readButton) return { refused: `no feature report ${report}` };
      const pressed = Math.min(presses, 255);
      presses = 0;
      return Uint8Array.from([pressed, 0, 0, 0, 0, 0, 0, 0]);
    },
    actions: {
      'press-button': action({}, () => {
        presses += 1;
      }),
      /** Takes commands and does none of them. */
      stick: action({ on: z.boolean().default(true) }, ({ on }) => {
        stuck = on;
      }),
      'power-cycle': action({}, () => device.restart()),
    },
    view: (): DelcomView => ({ ...lamps(), port, buzzer, commands }),
    restart() {
      port = allOff;
      flashing = 0;
      buzzer = false;
      presses = 0;
      commands = 0;
    },
  });
  return device;
}
