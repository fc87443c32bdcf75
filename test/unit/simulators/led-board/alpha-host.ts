import { createAlpha } from '../../../../simulators/led-board/alpha.js';
import type { AlphaView } from '../../../../simulators/led-board/alpha-view.js';
import { hex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

/** A sign with a host that speaks bytes built here. */
export function createSign(options: Parameters<typeof createAlpha>[1] = {}) {
  const clock = new VirtualClock();
  const sign = createAlpha({ clock, random: seededRandom(1) }, options);
  const host = plugHost(sign);
  const ask = (request: Uint8Array | string) => {
    host.forget();
    host.send(typeof request === 'string' ? hex(request) : request);
    return host.heard();
  };
  return {
    sign,
    clock,
    host,
    ask,
    /** Sends commands such as `AA\x1b bA001` in one packet with checksums. */
    order: (...commands: string[]) => ask(packet(commands)),
    /** The text a read gives, without the framing. */
    read: (command: string) => replyOf(ask(packet([command]))),
    act: (name: string, args: Record<string, unknown> = {}) => sign.actions[name]!(args),
    view: () => sign.view() as AlphaView,
  };
}

export function packet(commands: readonly string[], { address = '01', type = 'Z' } = {}): Uint8Array {
  const body = commands.map((command) => withSum(`\x02${command}\x03`)).join('');
  return Buffer.from(`\0\0\0\0\0\x01${type}${address}${body}\x04`, 'latin1');
}

function withSum(framed: string): string {
  let sum = 0;
  for (const byte of Buffer.from(framed, 'latin1')) sum += byte;
  return framed + sum.toString(16).toUpperCase().padStart(4, '0');
}

/** Takes an answer apart as 4.1 lays it out; undefined when it is anything else, a wrong sum too. */
export function replyOf(heard: string): string | undefined {
  const text = Buffer.from(hex(heard)).toString('latin1');
  const [, framed, sum] = /^\0{1,20}\x01000(\x02[^\x03]*\x03)([0-9A-F]{4})\x04$/.exec(text) ?? [];
  return framed !== undefined && withSum(framed) === `${framed}${sum}` ? framed.slice(1, -1) : undefined;
}

export const text = (label: string, message: string, field = '\x1b b') => `A${label}${field}${message}`;
export const ack = '06 40';
