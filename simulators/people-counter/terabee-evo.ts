import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import { noise } from '../noise.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { createDoorway, type Truth } from './doorway.js';
import {
  createCommandDecoder,
  distances,
  parameters,
  passage,
  presence,
  type TerabeeCommand,
  type TerabeeModel,
  type Thresholds,
  terabeeModels,
} from './terabee-evo-codec.js';

export const terabeeEvoOptions = z.strictObject({
  model: z
    .enum(terabeeModels)
    .default('people-counter')
    .describe('which of the two; they differ in the counts they send'),
  sensorId: z.int().min(0).max(0xffff_ffff).default(42).describe('of the People Counter; the Swipe Plus has none'),
  distancePeriodMs: z.int().min(10).max(3_600_000).default(100).describe('ms between two pairs of distances'),
});

export interface TerabeeView {
  /** Counts since the last reset or power cut, 0 to 65535, and their balance, which does not roll over. */
  readonly in: number;
  readonly out: number;
  readonly net: number;
  /** mm, as sent next. */
  readonly distances: readonly [number, number];
  readonly thresholds: Thresholds;
  readonly mode: 'traffic' | 'presence';
  readonly truth: Truth;
}

const word = 0x1_0000;
/** mm to the floor: what an empty door measures. */
const emptyDoor = 2_200;
const factory: Thresholds = { max: 1_700, min: 300 };
const resetCounters = 0x08;
const resetPresence = 0x09;
const setThresholds = 0x03;

/**
 * A Terabee TeraRanger Evo People Counter or Swipe Plus: it talks all the time without being asked, distances as long as
 * it lives and counts at each passage and after a reset. Counts and mode are lost with the power, and nothing is said of
 * the counts then until somebody passes.
 */
export function createTerabeeEvo(
  world: World,
  options: z.input<typeof terabeeEvoOptions> = {},
): Device<TerabeeCommand> {
  const { model, sensorId, distancePeriodMs } = parse(terabeeEvoOptions, options);
  const { clock, random } = world;
  const timers = createTimers(clock);
  const counts = { in: 0, out: 0, net: 0 };
  const measured: [number, number] = [emptyDoor, emptyDoor];
  let thresholds = factory;
  let mode: TerabeeView['mode'] = 'traffic';
  let frozen = false;

  const blocked = () => measured.some((mm) => mm < emptyDoor);
  const sayCounts = () => device.send(passage(counts, model === 'people-counter' ? sensorId : undefined));
  const forget = () => {
    Object.assign(counts, { in: 0, out: 0, net: 0 });
    mode = 'traffic';
  };
  const doorway = createDoorway((direction) => {
    if (frozen || blocked() || mode === 'presence') return false;
    counts[direction] = (counts[direction] + 1) % word;
    counts.net += direction === 'in' ? 1 : -1;
    sayCounts();
    return true;
  });
  const stream = () => {
    timers.after(distancePeriodMs, () => {
      device.send(mode === 'presence' ? presence(measured[0]) : distances(...measured));
      stream();
    });
  };
  const perform = ({ group, data: [first = 0, ...rest] }: TerabeeCommand, send: (bytes: Uint8Array) => void) => {
    if (group === 0x55 && first === resetCounters) {
      Object.assign(counts, { in: 0, out: 0, net: 0 });
      sayCounts();
    } else if (group === 0x55 && first === setThresholds) {
      thresholds = accepted(thresholdsIn(rest), model) ?? thresholds;
    } else if (group === 0x61 && first === 1) {
      send(parameters(thresholds));
    } else if (group === 0x61 && first === 2) {
      // The text is in no page we saw.
      send(Buffer.from(`max ${thresholds.max} mm, min ${thresholds.min} mm\r\n`, 'ascii'));
    } else if (model === 'swipe-plus' && group === 0x21 && first === 0x0a) {
      mode = 'traffic';
    } else if (model === 'swipe-plus' && group === 0x11 && first === 0x07) {
      mode = 'presence';
    } else {
      return group === 0x55 && first === resetPresence ? 'handled' : undefined;
    }
    return 'handled';
  };

  const device: Device<TerabeeCommand> = createDevice<TerabeeCommand>({
    kind: 'people-counter/terabee-evo',
    world,
    decoder: () => createCommandDecoder(clock),
    respond: { onRequest: (command, output) => perform(command, (bytes) => output.send(bytes)) },
    actions: {
      ...doorway.actions,
      /** Something stands close under one of the two lasers: its distance stays, nobody is counted. */
      block: action(
        {
          sensor: z.int().min(1).max(2).default(1),
          mm: z.int().min(0).max(emptyDoor).default(150),
          on: z.boolean().default(true),
        },
        ({ sensor, mm, on }) => {
          measured[sensor - 1] = on ? mm : emptyDoor;
        },
      ),
      /** People pass and are not counted although it sees them; the distances go on. */
      freeze: action({ on: z.boolean().default(true) }, ({ on }) => {
        frozen = on;
      }),
      'set-totals': action(
        {
          in: z
            .int()
            .min(0)
            .max(word - 1),
          out: z
            .int()
            .min(0)
            .max(word - 1),
        },
        (wanted) => {
          Object.assign(counts, wanted, { net: wanted.in - wanted.out });
          sayCounts();
        },
      ),
      junk: action({ bytes: z.int().min(1).max(4_096).default(8) }, ({ bytes }) => device.send(noise(bytes, random))),
      'power-cycle': action({}, () => device.restart()),
      'lose-memory': action({}, forget),
    },
    view: (): TerabeeView => ({
      ...counts,
      distances: [...measured],
      thresholds,
      mode,
      truth: doorway.truth(),
    }),
    restart: forget,
    close: () => timers.clear(),
  });
  stream();
  return device;
}

function thresholdsIn([maxHigh = 0, maxLow = 0, minHigh = 0, minLow = 0]: readonly number[]): Thresholds {
  return { max: maxHigh * 0x100 + maxLow, min: minHigh * 0x100 + minLow };
}

/** max <= 1700, min >= 50 or of the Swipe Plus 300, at least 200 apart; undefined otherwise. */
function accepted(wanted: Thresholds, model: TerabeeModel): Thresholds | undefined {
  const lowest = model === 'swipe-plus' ? 300 : 50;
  return wanted.max <= 1_700 && wanted.min >= lowest && wanted.max >= wanted.min + 200 ? wanted : undefined;
}
