import { z } from 'zod';
import { action, parse } from '../action.js';
import { createHidDevice, type HidDevice, type Taken } from '../hid/hid-device.js';
import type { World } from '../simulator.js';
import { codeOf, strokeOf } from './key-codes.js';

export const hidKeyboardOptions = z.strictObject({});

export interface KeyboardView {
  /** Codes of the keys that are down, e.g. `0x5B`, in the order in which they went down. */
  readonly down: readonly string[];
  /** Bits of the lamps as the host set them: 1 num lock, 2 caps lock, 4 scroll lock. */
  readonly lamps: number;
  /** Reports said so far. */
  readonly reports: number;
}

/** Key codes a report has room for. */
const room = 6;
const rollOver = 0x01;
const key = { key: z.string() };

/**
 * A keypad or a scanner in keyboard mode: a boot keyboard, which says a report of 8 bytes at each change and nothing in
 * between (led-boards-counters-hid.md 6.1). With more keys down than a report has room for it says code 01 in all places.
 */
export function createHidKeyboard(world: World, options: z.input<typeof hidKeyboardOptions> = {}): HidDevice {
  parse(hidKeyboardOptions, options);
  let down: number[] = [];
  let lamps = 0;
  let reports = 0;

  const say = (codes: readonly number[], modifiers = 0) => {
    const places = codes.length > room ? Array<number>(room).fill(rollOver) : codes;
    reports += 1;
    device.input(Uint8Array.from({ length: 8 }, (_, at) => (at === 0 ? modifiers : (places[at - 2] ?? 0))));
  };
  const press = (code: number) => {
    if (down.includes(code)) return;
    down.push(code);
    say(down);
  };
  const release = (code: number) => {
    if (!down.includes(code)) return;
    down = down.filter((other) => other !== code);
    say(down);
  };
  const type = (text: string) => {
    for (const { code, modifiers } of [...text].map(strokeOf)) {
      say([...down, code], modifiers);
      say(down);
    }
  };

  const device = createHidDevice({
    kind: 'keypad/hid-keyboard',
    world,
    output(report, data): Taken {
      if (report !== 0 || data.length !== 1) return { refused: `no output report ${report} of ${data.length} bytes` };
      lamps = data[0] ?? 0;
      return 'taken';
    },
    actions: {
      /** Down and up again. */
      press: action({ ...key, times: z.int().min(1).max(1_000).default(1) }, ({ key: name, times }) => {
        const code = codeOf(name);
        for (let count = 0; count < times; count++) {
          press(code);
          release(code);
        }
      }),
      /** Down, and it stays so: a finger, or a bag that lies on it. */
      hold: action({ ...key, on: z.boolean().default(true) }, ({ key: name, on }) => {
        if (on) press(codeOf(name));
        else release(codeOf(name));
      }),
      'let-go': action({}, () => {
        down = [];
        say(down);
      }),
      /** As a scanner in keyboard mode types a code: characters, then Enter. */
      scan: action({ code: z.string().min(1).max(200) }, ({ code }) => {
        const strokes = [...code].map(strokeOf);
        if (strokes.length > 0) type(code);
        press(codeOf('enter'));
        release(codeOf('enter'));
      }),
      /** Says that it cannot tell which keys are down, and then again what it can tell. */
      'roll-over': action({}, () => {
        say(Array<number>(room + 1).fill(rollOver));
        say(down);
      }),
      'power-cycle': action({}, () => device.restart()),
    },
    view: (): KeyboardView => ({
      down: down.map((code) => `0x${code.toString(16).toUpperCase().padStart(2, '0')}`),
      lamps,
      reports,
    }),
    // A key that is still down is scanned anew.
    restart() {
      lamps = 0;
      if (down.length > 0) say(down);
    },
  });
  return device;
}
