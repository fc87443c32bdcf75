import type { z } from 'zod';
import {
  type ModbusPulseOptions,
  modbusPulseOptions,
} from '../../../../drivers/people-counter/modbus-pulse/options.js';
import { ModbusPulseSession } from '../../../../drivers/people-counter/modbus-pulse/session.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { plugIn } from '../../../../simulators/line.js';
import {
  createModbusPulse,
  type modbusPulseOptions as simulated,
} from '../../../../simulators/people-counter/modbus-pulse.js';
import { createWorld } from '../../../../simulators/world.js';
import { toHex } from '../../../support/hex.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** A session on a real bus over an in-memory line with a simulated module at the other end; `sent` is what left, as hex. */
export function moduleOnALine(
  options: z.input<typeof modbusPulseOptions> = {},
  unit: z.input<typeof simulated> = {},
  stored?: unknown,
) {
  const clock = new VirtualClock();
  const module = createModbusPulse(createWorld({ seed: 1, clock }), unit);
  const sent: string[] = [];
  const bus = createBus({
    name: 'rs485-1',
    clock,
    random: () => 0.5,
    open: async () => {
      const [host, device] = memoryPair();
      plugIn(module, device);
      return {
        ...host,
        onData: (receiver) => host.onData(receiver),
        close: () => host.close(),
        write: (bytes) => {
          sent.push(toHex(bytes));
          return host.write(bytes);
        },
      };
    },
  });
  const { context, seen } = recordingContext<ModbusPulseOptions, 'bus'>({
    options: modbusPulseOptions.parse(options),
    link: bus.member('door'),
    clock,
    stored,
  });
  const session = new ModbusPulseSession({ ...context, hours: undefined });
  const finish = <T>(work: Promise<T>) => clock.finish(work);
  return {
    clock,
    module,
    session,
    seen,
    sent,
    finish,
    act: (name: string, args: Record<string, unknown> = {}) => module.actions[name]!(args),
    poll: () => finish(session.poll()),
    pollFor: async (minutes: number) => {
      for (let poll = 0; poll < minutes * 12; poll++) {
        await clock.advance(5_000);
        await finish(session.poll());
      }
    },
    /** What was said last of an alarm. */
    alarm: (type: string, qualifier?: string) =>
      seen.alarms.findLast((said) => said.type === type && said.qualifier === qualifier),
  };
}
