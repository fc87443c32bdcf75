import type { BranchHours } from '../../../../drivers/branch-hours.js';
import { type Hpc168Options, hpc168Options } from '../../../../drivers/people-counter/hpc168/options.js';
import { Hpc168Session } from '../../../../drivers/people-counter/hpc168/session.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { plugIn } from '../../../../simulators/line.js';
import { createHpc168 } from '../../../../simulators/people-counter/hpc168.js';
import { createWorld } from '../../../../simulators/world.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** A session on a real bus over an in-memory line with a simulated counter at the other end. */
export function counterOnALine(
  options: Partial<Hpc168Options> = {},
  { unit = '0001', seed = 1, hours = undefined as BranchHours | undefined } = {},
) {
  const clock = new VirtualClock();
  const counter = createHpc168(createWorld({ seed, clock }), { id: unit });
  const bus = createBus({
    name: 'rs485-1',
    clock,
    random: () => 0.5,
    open: async () => {
      const [host, device] = memoryPair();
      plugIn(counter, device);
      return host;
    },
  });
  const { context, seen } = recordingContext<Hpc168Options, 'bus'>({
    options: hpc168Options.parse(options),
    link: bus.member('door'),
    clock,
  });
  const session = new Hpc168Session({ ...context, hours });

  const finish = <T>(work: Promise<T>) => clock.finish(work);
  let taken = 0;
  return {
    clock,
    counter,
    session,
    seen,
    finish,
    context,
    act: (name: string, args: Record<string, unknown> = {}) => counter.actions[name]!(args),
    poll: () => finish(session.poll()),
    /** What was said last of an alarm. */
    alarm: (type: string, qualifier?: string) =>
      seen.alarms.findLast((said) => said.type === type && said.qualifier === qualifier),
    /** Polls every five seconds for that long. */
    pollFor: async (minutes: number) => {
      for (let poll = 0; poll < minutes * 12; poll++) {
        await clock.advance(5_000);
        await finish(session.poll());
      }
    },
    /** The unit leaves this command unanswered until the returned function is called. */
    ignore: (command: number) =>
      counter.push({
        name: `ignores ${command.toString(16)}`,
        onRequest: (request) => (request.command === command ? 'handled' : undefined),
      }),
    /** Command bytes, in hex, of the requests the unit has taken since the last call; of up to 256 in all. */
    asked: () => {
      const asked = counter.requests.slice(taken).map(({ command }) => command.toString(16));
      taken = counter.requests.length;
      return asked;
    },
  };
}
