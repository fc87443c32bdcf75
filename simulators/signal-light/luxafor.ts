import { z } from 'zod';
import { action, parse } from '../action.js';
import { createHidDevice, type HidDevice, type Taken } from '../hid/hid-device.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { colorName, type LightView } from './light-view.js';

export const luxaforOptions = z.strictObject({});

export interface LuxaforView extends LightView {
  /** The six lamps as `#RRGGBB`. */
  readonly leds: readonly string[];
  /** Commands done, 0 after power-on: the device keeps nothing. */
  readonly commands: number;
}

type Rgb = readonly [number, number, number];

const dark: Rgb = [0, 0, 0];
const ledCount = 6;
const dataBytes = 8;
/** ms per unit of a speed; the sources give none, this is what the makers' programs look like. */
const speedMs = 10;
/** Which lamps a command means; sources disagree which side is the front. */
const addressed: Readonly<Record<number, readonly number[]>> = {
  255: [0, 1, 2, 3, 4, 5],
  65: [0, 1, 2],
  66: [3, 4, 5],
};

/**
 * A Luxafor flag: output report 0 with `mode, led, R, G, B, p1, p2, p3` (led-boards-counters-hid.md 6.3). A strobe with a
 * count ends in the colour that was there before; without one it goes on.
 */
export function createLuxafor(world: World, options: z.input<typeof luxaforOptions> = {}): HidDevice {
  parse(luxaforOptions, options);
  const timers = createTimers(world.clock);
  let leds: Rgb[] = Array<Rgb>(ledCount).fill(dark);
  let mode: LightView['mode'] = 'steady';
  let strobe: Rgb | undefined;
  let commands = 0;

  const stand = (shown: LightView['mode']) => {
    timers.clear();
    strobe = undefined;
    mode = shown;
  };
  const paint = (led: number, color: Rgb): boolean => {
    const meant = addressed[led] ?? (led >= 1 && led <= ledCount ? [led - 1] : undefined);
    if (!meant) return false;
    leds = leds.map((old, index) => (meant.includes(index) ? color : old));
    return true;
  };
  const blink = (color: Rgb, speed: number, repeat: number) => {
    stand('blink');
    strobe = color;
    if (repeat > 0) timers.after(2 * speed * speedMs * repeat, () => stand('steady'));
  };
  const perform = ([command = 0, led = 0, red = 0, green = 0, blue = 0, p1 = 0, , p3 = 0]: Uint8Array): boolean => {
    const color: Rgb = [red, green, blue];
    if (command === 0x01 || command === 0x02) {
      if (!paint(led, color)) return false;
      stand('steady');
      return true;
    }
    if (command === 0x03) {
      blink(color, p1, p3);
      return true;
    }
    if (command === 0x04 && led >= 1 && led <= 5) {
      paint(255, color);
      stand('moving');
      return true;
    }
    if (command === 0x06 && led >= 1 && led <= 8) {
      stand('moving');
      return true;
    }
    return false;
  };

  const device = createHidDevice({
    kind: 'signal-light/luxafor',
    world,
    output(report, data): Taken {
      if (report !== 0 || data.length !== dataBytes)
        return { refused: `no output report ${report} of ${data.length} bytes` };
      if (data[0] === getVersion) device.input(Uint8Array.from([getVersion, 1, 0, 0, 0, 0, 0, 0]));
      // What it does not understand it leaves alone; USB has taken it all the same.
      else if (perform(data)) commands += 1;
      return 'taken';
    },
    actions: { 'power-cycle': action({}, () => device.restart()) },
    view(): LuxaforView {
      const shown = strobe ? Array<Rgb>(ledCount).fill(strobe) : leds;
      const names = new Set(shown.map(colorName));
      const [color = 'off'] = names;
      return { color: names.size > 1 ? 'mixed' : color, mode, leds: shown.map(hexOf), commands };
    },
    restart() {
      stand('steady');
      leds = Array<Rgb>(ledCount).fill(dark);
      commands = 0;
    },
    close: () => timers.clear(),
  });
  return device;
}

const getVersion = 0x80;

function hexOf(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).toUpperCase().padStart(2, '0')).join('')}`;
}
