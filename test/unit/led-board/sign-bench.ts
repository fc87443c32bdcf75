import type { BranchHours } from '../../../drivers/branch-hours.js';
import type { GatewayError } from '../../../drivers/error.js';
import { asCall, asPoll } from '../../../drivers/led-board/board/panel.js';
import { createBus } from '../../../drivers/transport/bus.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import type { Simulator, World } from '../../../simulators/simulator.js';
import { seededRandom } from '../../support/random.js';
import { recordingContext } from '../../support/recording-context.js';
import { VirtualClock } from '../../support/virtual-clock.js';

export const [calling, polling] = [asCall, asPoll];

/** A simulated sign on a bus of its own, and the world of the driver that talks to it. */
export function plugSign<Options, Sign extends Simulator>({
  options,
  create,
  stored,
  hours,
}: {
  options: Options;
  /** What an earlier session left. */
  stored?: unknown;
  hours?: BranchHours | undefined;
  create: (world: World) => Sign;
}) {
  const clock = new VirtualClock();
  const sign = create({ clock, random: seededRandom(1) });
  const [host, far] = memoryPair('line');
  /** What we wrote, one entry per request. */
  const wire: string[] = [];
  sign.connect({
    write: (bytes) => void far.write(bytes),
    onBytes: (receive) =>
      far.onData((bytes) => {
        wire.push(Buffer.from(bytes).toString('latin1'));
        receive(bytes);
      }),
    onClose: () => undefined,
    close: () => far.unplug(),
  });
  const bus = createBus({ name: 'line', open: async () => host, clock, random: () => 0.5 });
  const recording = recordingContext<Options, 'bus'>({ options, link: bus.member('sign'), clock, stored });
  const { seen } = recording;
  const context = { ...recording.context, hours };
  return {
    context,
    seen,
    clock,
    sign,
    bus,
    wire,
    act: (name: string, args: Record<string, unknown> = {}) => sign.actions[name]!(args),
    /** The last said about an alarm. */
    alarm: (wanted = 'led-write-rejected') => seen.alarms.findLast(({ type }) => type === wanted),
    /** The outcome of `work` while the clock runs on. */
    async within<T>(ms: number, work: Promise<T>): Promise<T> {
      work.catch(() => undefined);
      await clock.advance(ms);
      return work;
    },
    /** The error of `work` while the clock runs on. */
    async failure(ms: number, work: Promise<unknown>): Promise<GatewayError> {
      const outcome = work.then(
        (value) => Promise.reject(new Error(`it did not fail, but gave ${JSON.stringify(value)}`)),
        (error: GatewayError) => error,
      );
      outcome.catch(() => undefined);
      await clock.advance(ms);
      return outcome;
    },
  };
}
