import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import { noise } from '../noise.js';
import type { World } from '../simulator.js';
import { createDoorway, type Truth } from './doorway.js';
import { type CounterFrame, createFrameDecoder, encodeFrame } from './hpc168-codec.js';

export const hpc168Options = z.strictObject({
  id: z
    .string()
    .regex(/^\d{4}$/, 'allowed are four decimal digits, e.g. 0001')
    .default('0001')
    .describe('address on the line'),
  keepsTotals: z.boolean().default(false).describe('totals outlive a power cut; the sources leave it open'),
});

export interface CounterView {
  /** Totals since the last reset or loss of memory, 0 to 4294967295. */
  readonly in: number;
  readonly out: number;
  readonly door: 'open' | 'closed';
  readonly truth: Truth;
}

const total = z.int().min(0).max(0xffff_ffff);

/**
 * An HPC168 door counter. It answers only intact frames to its own id and has no way to refuse: everything else meets
 * silence. Unless told otherwise its totals are lost with the power, the harder case for a host.
 */
export function createHpc168(world: World, options: z.input<typeof hpc168Options> = {}): Device<CounterFrame> {
  const { id, keepsTotals } = parse(hpc168Options, options);
  const totals = { in: 0, out: 0 };
  let doorOpen = true;
  let frozen = false;
  let refusesReset = false;

  const reset = () => Object.assign(totals, { in: 0, out: 0 });
  const doorway = createDoorway((direction) => {
    if (!frozen) totals[direction] = (totals[direction] + 1) % 0x1_0000_0000;
    return !frozen;
  });
  const commands: Readonly<Record<string, () => number[]>> = {
    '12': () => {
      if (!refusesReset) reset();
      return [refusesReset ? 0x15 : 0x06];
    },
    '13': () => [...bigEndian(totals.in), ...bigEndian(totals.out), ...Array<number>(8).fill(0)],
    '66': () => Array<number>(6).fill(doorOpen ? 1 : 0),
  };

  const device: Device<CounterFrame> = createDevice<CounterFrame>({
    kind: 'people-counter/hpc168',
    world,
    decoder: createFrameDecoder,
    respond: {
      onRequest(request, output) {
        const answer = request.id === id ? commands[request.command.toString(16)] : undefined;
        if (!answer) return undefined;
        const sender = device.faults.wrongAddress ? neighbour(id) : id;
        output.send(encodeFrame({ id: sender, command: request.command | 0x80, data: answer() }));
        return 'handled';
      },
    },
    actions: {
      ...doorway.actions,
      door: action({ open: z.boolean() }, ({ open }) => {
        doorOpen = open;
      }),
      /** People pass, the totals stay, as with something hung before the lens. */
      freeze: action({ on: z.boolean().default(true) }, ({ on }) => {
        frozen = on;
      }),
      'refuse-reset': action({ on: z.boolean().default(true) }, ({ on }) => {
        refusesReset = on;
      }),
      'set-totals': action({ in: total, out: total }, (wanted) => void Object.assign(totals, wanted)),
      /** Totals that fall without having begun from zero, as of a unit that was swapped for a used one. */
      fall: action({ in: total.default(0), out: total.default(0) }, (fallen) => {
        totals.in = Math.max(0, totals.in - fallen.in);
        totals.out = Math.max(0, totals.out - fallen.out);
      }),
      /** Bytes nobody asked for, as of a line without termination. */
      junk: action({ bytes: z.int().min(1).max(4_096).default(8) }, ({ bytes }) =>
        device.send(noise(bytes, world.random)),
      ),
      'power-cycle': action({}, () => device.restart()),
      'lose-memory': action({}, () => void reset()),
    },
    view: (): CounterView => ({ ...totals, door: doorOpen ? 'open' : 'closed', truth: doorway.truth() }),
    restart() {
      if (!keepsTotals) reset();
    },
  });
  return device;
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

function neighbour(id: string): string {
  return String((Number(id) + 1) % 10_000).padStart(4, '0');
}
