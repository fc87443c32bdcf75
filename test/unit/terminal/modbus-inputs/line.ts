import type { z } from 'zod';
import { type ModbusInputsOptions, modbusInputsOptions } from '../../../../drivers/terminal/modbus-inputs/options.js';
import { ModbusInputsSession } from '../../../../drivers/terminal/modbus-inputs/session.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { plugIn } from '../../../../simulators/line.js';
import { createSharedLine } from '../../../../simulators/shared-line.js';
import type { Simulator } from '../../../../simulators/simulator.js';
import { createModbusInputs, type InputsView } from '../../../../simulators/terminal/modbus-inputs.js';
import { createWorld } from '../../../../simulators/world.js';
import { toHex } from '../../../support/hex.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** Everything the simulated module has on it by default. */
export const everything = {
  inputs: [
    { input: 0, as: 'door' },
    { input: 1, as: 'tamper' },
    { input: 2, as: 'vibration' },
    { input: 3, as: 'water' },
    { input: 4, as: 'smoke' },
    { input: 5, as: 'mains', normally: 'closed' },
  ],
  temperature: { register: 1 },
  humidity: { register: 2 },
} as const satisfies z.input<typeof modbusInputsOptions>;

/** Writes down every byte a host sends to a simulator, one entry per write. */
export function recorded<S extends Simulator>(simulator: S, sent: Uint8Array[]): Simulator {
  return {
    ...simulator,
    connect: (line) =>
      simulator.connect({
        ...line,
        onBytes: (receive) =>
          line.onBytes((bytes) => {
            sent.push(bytes);
            receive(bytes);
          }),
      }),
  };
}

/** A session on a real bus over an in-memory line with a simulated module (and others) at the other end. */
export function moduleOnALine(
  options: Omit<z.input<typeof modbusInputsOptions>, 'inputs'> & { inputs?: readonly unknown[] } = everything,
  { unit = {}, others = [] }: { unit?: Parameters<typeof createModbusInputs>[1]; others?: readonly Simulator[] } = {},
) {
  const clock = new VirtualClock();
  const world = createWorld({ seed: 1, clock });
  const module = createModbusInputs(world, unit);
  const sent: Uint8Array[] = [];
  const line = recorded(createSharedLine({ world, members: [module, ...others] }), sent);
  const bus = createBus({
    name: 'rs485-1',
    clock,
    random: () => 0.5,
    open: async () => {
      const [host, device] = memoryPair();
      plugIn(line, device);
      return host;
    },
  });
  const { context, seen } = recordingContext<ModbusInputsOptions, 'bus'>({
    options: modbusInputsOptions.parse(options),
    link: bus.member('hall'),
    clock,
  });
  const session = new ModbusInputsSession(context);
  const finish = <T>(work: Promise<T>) => clock.finish(work);
  return {
    clock,
    bus,
    module,
    session,
    seen,
    finish,
    act: (name: string, args: Record<string, unknown> = {}) => module.actions[name]!(args),
    poll: () => finish(session.poll()),
    view: () => module.view() as InputsView,
    /** What the host has sent since the last call, as hex. */
    asked: () => sent.splice(0).map(toHex),
    /** What was reported since the last call. */
    told: () => seen.alarms.splice(0),
    /** Module by its state. */
    modules: () => (seen.state['modules'] ?? {}) as Record<string, { status: string; detail?: string; source: string }>,
  };
}
