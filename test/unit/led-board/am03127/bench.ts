import type { z } from 'zod';
import { am03127Options } from '../../../../drivers/led-board/am03127/options.js';
import { Am03127Panel } from '../../../../drivers/led-board/am03127/panel.js';
import { BoardSession } from '../../../../drivers/led-board/board/session.js';
import { type Am03127View, createAm03127 } from '../../../../simulators/led-board/am03127.js';
import { plugSign } from '../sign-bench.js';

/** A panel at a simulated sign, and a session over it. */
export function openSign({
  options = {},
  sign = {},
}: {
  options?: z.input<typeof am03127Options>;
  sign?: Parameters<typeof createAm03127>[1];
} = {}) {
  const texts = { callText: { zh: '{number}', en: '{number}' } };
  const parsed = am03127Options.parse({ ...texts, ...options });
  const bench = plugSign({ options: parsed, create: (world) => createAm03127(world, sign) });
  const panel = new Am03127Panel(bench.context);
  const session = new BoardSession(bench.context, panel);
  return {
    ...bench,
    panel,
    session,
    view: () => bench.sign.view() as Am03127View,
    /** Lines of the glass, wherever they stand in it. */
    glass: () => (bench.sign.view() as Am03127View).text.map((line) => line.trim()),
    /** The data we sent, without ID and checksum. */
    data: () => bench.wire.map((frame) => /^<ID01>(.*)..<E>$/.exec(frame)?.[1]),
    call: (number: string, blinkSeconds = 0) =>
      bench.within(3_000, session.commands.call({ number, counter: 3, blinkSeconds })),
    poll: () => bench.within(5_000, session.poll()),
  };
}

/** One that has been in contact once. */
export async function openBoard(setup: Parameters<typeof openSign>[0] = {}) {
  const board = openSign(setup);
  await board.within(10_000, board.session.identify());
  board.wire.length = 0;
  return board;
}
