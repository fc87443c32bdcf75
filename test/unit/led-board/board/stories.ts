import { z } from 'zod';
import { boardFields } from '../../../../drivers/led-board/board/options.js';
import type { BoardText, Panel } from '../../../../drivers/led-board/board/panel.js';
import { BoardSession } from '../../../../drivers/led-board/board/session.js';
import { onbonOptions } from '../../../../drivers/led-board/onbon/options.js';
import { OnbonPanel } from '../../../../drivers/led-board/onbon/panel.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { createOnbon } from '../../../../simulators/led-board/onbon.js';
import type { BoardView } from '../../../../simulators/led-board/onbon-view.js';
import { seededRandom } from '../../../support/random.js';
import { recordingContext } from '../../../support/recording-context.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';
import { GlassDevice, plugGlass } from './glass-device.js';
import { type GlassOptions, glassPanel } from './glass-panel.js';

const fields = z.strictObject(boardFields({ callText: { zh: '{number}>{counter}', en: '{number}>{counter}' } }));

export interface StorySetup {
  readonly options?: z.input<typeof fields>;
  readonly clock?: VirtualClock;
  readonly stored?: unknown;
  /** Whether the branch is open at a moment, ms since 1970-01-01 UTC. */
  readonly isOpen?: (at: number) => boolean;
  /** The board of an earlier start. */
  readonly device?: GlassDevice;
  readonly panel?: GlassOptions;
}

/** One start of a gateway with one board. */
function start<Text extends BoardText>(
  setup: Omit<StorySetup, 'options' | 'panel'> & {
    readonly options: z.output<typeof fields>;
    readonly clock: VirtualClock;
  },
  makePanel: (context: ReturnType<typeof recordingContext>['context']) => Panel<Text>,
) {
  const { options, clock, stored, isOpen } = setup;
  const { context, seen, end } = recordingContext({ options, link: undefined, clock, stored });
  const hours = isOpen && { isOpen, nextChange: () => undefined };
  const session = new BoardSession({ ...context, hours }, makePanel(context as never));
  /** The outcome of `work`, for which the clock runs on. */
  const inTime = async <T>(work: Promise<T>, ms = 2_000): Promise<T> => {
    work.catch(() => undefined);
    await clock.advance(ms);
    await settle();
    return work;
  };
  return {
    session,
    seen,
    clock,
    inTime,
    /** The last said about the alarm of a wrong content. */
    mismatch: () => seen.alarms.findLast(({ type }) => type === 'led-content-mismatch'),
    saves: () => seen.order.filter((each) => each === 'save').length,
    order: <Name extends keyof typeof session.commands>(
      name: Name,
      args: Parameters<(typeof session.commands)[Name]>[0],
      ms?: number,
    ) => inTime((session.commands[name] as (args: unknown) => Promise<unknown>)(args), ms),
    poll: (ms?: number) => inTime(session.poll(), ms),
    async stop() {
      end();
      await session.close();
    },
  };
}

/** A board of two zones that can do everything, at work. */
export function openGlass({
  options = {},
  clock = new VirtualClock(),
  panel,
  device = new GlassDevice(),
  ...rest
}: StorySetup) {
  const { member, bus } = plugGlass(device, clock);
  const board = start({ ...rest, clock, options: fields.parse(options) }, () => glassPanel(member, clock, panel));
  return { ...board, device, bus };
}

export async function readyGlass(setup: StorySetup = {}) {
  const board = openGlass(setup);
  await board.inTime(board.session.identify());
  board.device.requests.length = 0;
  board.device.seen.length = 0;
  return board;
}

export type Glass = Awaited<ReturnType<typeof readyGlass>>;

/** An Onbon board on the simulator. */
export async function readyOnbon(options: z.input<typeof onbonOptions> = {}) {
  const clock = new VirtualClock();
  const simulator = createOnbon({ clock, random: seededRandom(1) });
  const [host, line] = memoryPair('onbon');
  simulator.connect({
    write: (bytes) => void line.write(bytes),
    onBytes: (receiver) => line.onData(receiver),
    onClose: () => undefined,
    close: () => undefined,
  });
  const bus = createBus({ name: 'line-1', open: async () => host, clock, random: () => 0.5 });
  const parsed = onbonOptions.parse({ callText: { en: '{number}' }, ...options });
  const board = start(
    { clock, options: parsed },
    (context) => new OnbonPanel({ ...context, options: parsed, link: bus.member('board-1'), hours: undefined }),
  );
  await board.inTime(board.session.identify());
  const view = () => simulator.view() as BoardView;
  return { ...board, simulator, view, glass: () => view().text.join('').trim() };
}
