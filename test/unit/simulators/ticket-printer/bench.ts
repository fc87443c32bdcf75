import type { World } from '../../../../simulators/simulator.js';
import { createEscpos, type escposOptions, type PrinterView } from '../../../../simulators/ticket-printer/escpos.js';
import { hex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

type Options = Parameters<typeof createEscpos>[1] & Partial<ReturnType<(typeof escposOptions)['parse']>>;

/** A printer with one host; `bytes` joins hex and, in double quotes, ASCII: `1B 40 "A012" 0A`. */
export function createBench(options: Options = {}) {
  const clock = new VirtualClock();
  const world: World = { clock, random: seededRandom(7) };
  const printer = createEscpos(world, options);
  const host = plugHost(printer);
  return {
    clock,
    printer,
    host,
    view: () => printer.view() as PrinterView,
    act: (name: string, args: Record<string, unknown> = {}) => printer.actions[name]!(args),
    send: (text: string) => host.send(bytes(text)),
    /** What the printer says to these bytes, as hex. */
    ask(text: string) {
      host.forget();
      host.send(bytes(text));
      return host.heard();
    },
  };
}

/** The same without waiting for paper to move. */
export function createInstantBench(options: Options = {}) {
  return createBench({ instant: true, ...options });
}

export function bytes(text: string): Uint8Array {
  const parts = text.match(/"[^"]*"|[^"]+/g) ?? [];
  return Buffer.concat(parts.map((part) => (part.startsWith('"') ? Buffer.from(part.slice(1, -1)) : hex(part))));
}

/** 您的号码 A012, 前方等待, a QR symbol, fed to the cutter and cut; hand-made from the reference. */
export const ticket = `
  1C 26 1D 21 00 1B 45 00 1B 61 01
  C4FA B5C4 BAC5 C2EB 0A
  1D 21 33 1B 45 01 "A012" 0A
  1D 21 00 1B 45 00
  C7B0 B7BD B5C8 B4FD "5" C8CB 0A
  1D 28 6B 04 00 31 41 32 00
  1D 28 6B 03 00 31 43 06
  1D 28 6B 03 00 31 45 31
  1D 28 6B 07 00 31 50 30 "A012"
  1D 28 6B 03 00 31 51 30
  0A 1D 56 42 00`;
export const ticketText = '您的号码\nA012\n前方等待5人';
