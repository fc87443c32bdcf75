import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import type { World } from '../simulator.js';
import { type CounterFrame, createFrameDecoder, encodeFrame } from './hpc168-codec.js';

export const hpc168Options = z.strictObject({
  id: z
    .string()
    .regex(/^\d{4}$/, 'allowed are four decimal digits, e.g. 0001')
    .default('0001')
    .describe('address on the line'),
});

export interface CounterView {
  /** Totals since the last reset or power cut, 0 to 4294967295. */
  readonly in: number;
  readonly out: number;
  readonly door: 'open' | 'closed';
}

const total = z.int().min(0).max(0xffff_ffff);
const people = { count: z.int().min(1).max(1_000_000).default(1) };

/**
 * An HPC168 door counter. It answers only intact frames to its own id and has no way to refuse: everything else meets
 * silence. Totals are lost with the power, which the sources leave open and is the harder case for a host.
 */
export function createHpc168(world: World, options: z.input<typeof hpc168Options> = {}): Device<CounterFrame> {
  const { id } = parse(hpc168Options, options);
  const totals = { in: 0, out: 0 };
  let doorOpen = true;
  let frozen = false;
  let refusesReset = false;

  const reset = () => Object.assign(totals, { in: 0, out: 0 });
  const walk = (direction: 'in' | 'out', count: number) => {
    if (!frozen) totals[direction] = (totals[direction] + count) % 0x1_0000_0000;
  };
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
      'walk-in': action(people, ({ count }) => walk('in', count)),
      'walk-out': action(people, ({ count }) => walk('out', count)),
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
      'power-cycle': action({}, () => device.restart()),
    },
    view: (): CounterView => ({ ...totals, door: doorOpen ? 'open' : 'closed' }),
    restart: reset,
  });
  return device;
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

function neighbour(id: string): string {
  return String((Number(id) + 1) % 10_000).padStart(4, '0');
}
