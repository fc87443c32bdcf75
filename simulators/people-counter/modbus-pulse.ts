import { z } from 'zod';
import { action, parse } from '../action.js';
import type { Device } from '../device.js';
import type { ModbusRequest } from '../modbus/request.js';
import { createSlave } from '../modbus/slave.js';
import type { World } from '../simulator.js';
import type { Truth } from './doorway.js';
import { createPulseInputs } from './pulse-inputs.js';
import { moduleMaps, pulseModels } from './pulse-maps.js';

export const modbusPulseOptions = z.strictObject({
  model: z.enum(pulseModels).default('wb-mcm8').describe('whose register map it has'),
  address: z.int().min(1).max(247).default(1).describe('slave address'),
  keepsCounts: z.boolean().default(false).describe('counts outlive a power cut'),
  serialNumber: z.int().min(0).max(0xffff_ffff).default(4_261_577).describe('of the module, where it tells one'),
});

export interface PulseView {
  /** What the counters of the first and second input hold, 0 to 4294967295. */
  readonly in: number;
  readonly out: number;
  /** Bit mask of the contacts that are closed. */
  readonly inputs: number;
  /** s since power came. */
  readonly uptime: number;
  readonly truth: Truth;
}

const total = z.int().min(0).max(0xffff_ffff);
const nominalMillivolts = 24_000;
const beam = { direction: z.enum(['in', 'out']).default('in'), on: z.boolean().default(true) };

/**
 * A Modbus module that counts the pulses of two beams: the first input is a door's way in, the second its way out
 * (led-boards-counters-hid.md 5.2).
 */
export function createModbusPulse(
  world: World,
  options: z.input<typeof modbusPulseOptions> = {},
): Device<ModbusRequest> {
  const { model, address, keepsCounts, serialNumber } = parse(modbusPulseOptions, options);
  const { clock } = world;
  const inputs = createPulseInputs();
  const packets = { received: 0, bad: 0, sent: 0 };
  let poweredAt = clock.now();
  const uptime = () => Math.floor((clock.now() - poweredAt) / 1_000);
  const state = {
    ...{ inputs, uptime, serialNumber, packets },
    millivolts: nominalMillivolts,
    minimumMillivolts: nominalMillivolts,
  };
  const answer = moduleMaps[model](state);

  return createSlave({
    kind: 'people-counter/modbus-pulse',
    world,
    hears: (called) => called === address,
    perform(request) {
      packets.received += 1;
      const outcome = answer(request);
      packets.sent += 1;
      return outcome;
    },
    actions: {
      ...inputs.actions,
      /** Something stands in the beam, or it has lost its mirror: the contact stays closed. */
      block: action(beam, ({ direction, on }) => inputs.block(direction, on)),
      /** The beam's wire is off: people pass, no pulse comes. */
      'cut-wire': action(beam, ({ direction, on }) => inputs.cutWire(direction, on)),
      'set-totals': action({ in: total, out: total }, (wanted) => {
        inputs.setCount(0, wanted.in);
        inputs.setCount(1, wanted.out);
      }),
      /** Counts that fall without having begun from zero. */
      fall: action({ in: total.default(0), out: total.default(0) }, (fallen) => {
        inputs.setCount(0, Math.max(0, inputs.count(0) - fallen.in));
        inputs.setCount(1, Math.max(0, inputs.count(1) - fallen.out));
      }),
      supply: action({ millivolts: z.int().min(0).max(0xffff) }, ({ millivolts }) => {
        state.millivolts = millivolts;
        state.minimumMillivolts = Math.min(state.minimumMillivolts, millivolts);
      }),
      /** Packets that came broken, as on a noisy line. */
      'bad-packets': action({ count: z.int().min(1).max(1_000_000).default(1) }, ({ count }) => {
        packets.bad += count;
      }),
      'lose-memory': action({}, () => inputs.forget()),
    },
    view: (): PulseView => ({
      ...inputs.totals(),
      inputs: inputs.mask(),
      uptime: uptime(),
      truth: inputs.truth(),
    }),
    restart() {
      poweredAt = clock.now();
      state.minimumMillivolts = state.millivolts;
      Object.assign(packets, { received: 0, bad: 0, sent: 0 });
      if (!keepsCounts) inputs.forget();
    },
  });
}
