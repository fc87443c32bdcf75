import type { z } from 'zod';
import { type FoorirOptions, foorirOptions } from '../../../../drivers/people-counter/foorir/options.js';
import { FoorirSession } from '../../../../drivers/people-counter/foorir/session.js';
import type { ListenPort } from '../../../../drivers/transport/link.js';
import { memoryPort } from '../../../../drivers/transport/listen-memory.js';
import { plugIn } from '../../../../simulators/line.js';
import { createFoorir, type foorirOptions as simulated } from '../../../../simulators/people-counter/foorir.js';
import { createWorld } from '../../../../simulators/world.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

export type Records = Map<string, unknown>;

/** A session at its port; the port is in memory unless another is given. `records` are on disk. */
export function platform(
  options: z.input<typeof foorirOptions> = {},
  {
    clock = new VirtualClock(),
    records = new Map() as Records,
    port,
  }: { clock?: VirtualClock; records?: Records; port?: ListenPort } = {},
) {
  const memory = memoryPort('port');
  const { context, seen } = recordingContext<FoorirOptions, 'listen'>({
    options: foorirOptions.parse(options),
    link: port ?? memory.port,
    clock,
  });
  const disk = { full: false };
  const session = new FoorirSession({
    ...context,
    hours: undefined,
    memory: {
      ...context.memory,
      records: {
        load: () => new Map(structuredClone([...records])),
        async put(key, value, told = {}) {
          await Promise.resolve();
          if (disk.full) throw new Error('no space left on device');
          if (value === undefined) records.delete(key);
          else records.set(key, structuredClone(value));
          if (told.event) seen.events.push(told.event);
          if (told.measurement) seen.measurements.push(told.measurement);
        },
      },
    },
  });
  return {
    clock,
    session,
    seen,
    disk,
    records,
    call: memory.call,
    poll: () => clock.finish(session.poll()),
    /** What was said last of an alarm. */
    alarm: (type: string, qualifier?: string) =>
      seen.alarms.findLast((said) => said.type === type && said.qualifier === qualifier),
    end: () => clock.finish(Promise.all([session.close(), memory.port.close()])),
  };
}

export type Platform = ReturnType<typeof platform>;

/** A simulated counter that calls a platform; `redial` after it or the line was cut. */
export function counter(clock: VirtualClock, options: z.input<typeof simulated> = {}) {
  const device = createFoorir(createWorld({ seed: 1, clock }), options);
  return {
    device,
    dial: ({ call }: Pick<Platform, 'call'>) => {
      const end = call();
      plugIn(device, end);
      return end;
    },
    act: (name: string, args: Record<string, unknown> = {}) => device.actions[name]!(args),
  };
}
