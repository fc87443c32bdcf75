import type { z } from 'zod';
import { BoardSession } from '../../../../drivers/led-board/board/session.js';
import { type DigitsOptions, digitsOptions } from '../../../../drivers/led-board/modbus-digits/options.js';
import { DigitsPanel } from '../../../../drivers/led-board/modbus-digits/panel.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import type { BusMember } from '../../../../drivers/transport/transaction.js';
import { createModbusDigits } from '../../../../simulators/led-board/modbus-digits.js';
import type { DigitsView } from '../../../../simulators/led-board/modbus-digits-view.js';
import { plugIn } from '../../../../simulators/line.js';
import { createSharedLine } from '../../../../simulators/shared-line.js';
import { createWorld } from '../../../../simulators/world.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

type Options = z.input<typeof digitsOptions>;

/** Sessions on a real bus with simulated modules at the other end, one for each of the options. */
export function digitsOnALine(wanted: readonly Options[] = [{}], { discardEcho = false } = {}) {
  const clock = new VirtualClock();
  const world = createWorld({ seed: 1, clock });
  const modules = wanted.map(({ address = 1, digits = 4 }) => createModbusDigits(world, { address, digits }));
  const line = createSharedLine({ world, members: modules });
  const bus = createBus({
    name: 'rs485-1',
    clock,
    random: () => 0.5,
    discardEcho,
    open: async () => {
      const [host, device] = memoryPair();
      plugIn(line, device);
      return host;
    },
  });

  const finish = <T>(work: Promise<T>) => clock.finish(work);

  const boards = wanted.map((options, i) => {
    const module = modules[i]!;
    const board = sessionOn(options, bus.member(`board-${i + 1}`), clock);
    return {
      ...board,
      module,
      view: () => module.view() as DigitsView,
      act: (name: string, args: Record<string, unknown> = {}) => module.actions[name]!(args),
      identify: () => finish(board.session.identify()),
      poll: () => finish(board.session.poll()),
      call: (number: string | number, more: { blinkSeconds?: number } = {}) =>
        finish(board.session.commands.call({ number, counter: 3, ...more })),
      show: (text: string) => finish(board.session.commands.show({ text })),
    };
  });
  return { clock, bus, line, finish, boards };
}

function sessionOn(options: Options, link: BusMember, clock: VirtualClock) {
  const { context, seen } = recordingContext<DigitsOptions, 'bus'>({
    options: digitsOptions.parse(options),
    link,
    clock,
  });
  const full = { ...context, hours: undefined };
  return {
    session: new BoardSession(full, new DigitsPanel(full)),
    seen,
    /** The last said about an alarm. */
    alarm: (type: string) => seen.alarms.findLast((condition) => condition.type === type),
  };
}

/** One module, identified. */
export async function readyDigits(options: Options = {}, line: { discardEcho?: boolean } = {}) {
  const { boards, ...rest } = digitsOnALine([options], line);
  const [board] = boards;
  if (!board) throw new Error('one board was asked for');
  await board.identify();
  return { ...rest, ...board };
}
