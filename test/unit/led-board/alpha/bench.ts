import type { z } from 'zod';
import { alphaOptions } from '../../../../drivers/led-board/alpha/options.js';
import { AlphaPanel } from '../../../../drivers/led-board/alpha/panel.js';
import type { Picture } from '../../../../drivers/led-board/board/panel.js';
import { createAlpha } from '../../../../simulators/led-board/alpha.js';
import type { AlphaView } from '../../../../simulators/led-board/alpha-view.js';
import { calling, plugSign, polling } from '../sign-bench.js';
import { commandsIn } from './vectors.js';

export const picture = (text: string, blink = false): Picture => ({
  board: { text, replaced: 0 },
  kind: 'call',
  ends: false,
  blink,
  seconds: 60,
});

/** A panel at a simulated sign. */
export function openSign({
  options = {},
  sign = {},
}: {
  options?: z.input<typeof alphaOptions>;
  sign?: Parameters<typeof createAlpha>[1];
} = {}) {
  const parsed = alphaOptions.parse(options);
  const bench = plugSign({ options: parsed, create: (world) => createAlpha(world, sign) });
  const panel = new AlphaPanel(bench.context);
  return {
    ...bench,
    panel,
    view: () => bench.sign.view() as AlphaView,
    /** Lines of the glass, wherever they stand in it. */
    glass: () => (bench.sign.view() as AlphaView).text.map((line) => line.trim()),
    /** The commands we sent, e.g. `A0`. */
    commands: () => bench.wire.flatMap((packet) => commandsIn(Buffer.from(packet, 'latin1'))),
    show: (text: string, { zone = 'main', blink = false } = {}) =>
      bench.within(10_000, panel.show(zone, picture(text, blink), calling)),
    file: (label: string) => (bench.sign.view() as AlphaView).files.find((file) => file.label === label),
  };
}

/** One that is identified and cleared, as a board is before it gets work. */
export async function readySign(setup: Parameters<typeof openSign>[0] = {}) {
  const bench = openSign(setup);
  await bench.within(10_000, bench.panel.look(polling));
  await bench.within(10_000, bench.panel.clear(bench.panel.zones, calling));
  bench.wire.length = 0;
  return bench;
}
