import type { Am03127View } from '../../../../simulators/led-board/am03127.js';
import { createAm03127 } from '../../../../simulators/led-board/am03127.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

/** A sign with a host that speaks ASCII built here. */
export function createPanelSign(options: Parameters<typeof createAm03127>[1] = {}) {
  const clock = new VirtualClock();
  const sign = createAm03127({ clock, random: seededRandom(1) }, options);
  const host = plugHost(sign);
  const heard = () => Buffer.concat(host.writes).toString('latin1');
  const ask = (text: string) => {
    host.forget();
    host.send(Buffer.from(text, 'latin1'));
    return heard();
  };
  return {
    sign,
    clock,
    host,
    heard,
    /** Sends as it is. */
    ask,
    /** Sends data with ID and checksum around it. */
    order: (data: string, id = '01') => ask(frame(data, id)),
    act: (name: string, args: Record<string, unknown> = {}) => sign.actions[name]!(args),
    view: () => sign.view() as Am03127View,
  };
}

export function frame(data: string, id = '01'): string {
  let xor = 0;
  for (const byte of Buffer.from(data, 'latin1')) xor ^= byte;
  return `<ID${id}>${data}${xor.toString(16).toUpperCase().padStart(2, '0')}<E>`;
}

export interface LineFields {
  line?: number;
  page?: string;
  lead?: string;
  method?: string;
  wait?: string;
}

/** Data that writes one line of a page: line 1 of page A, at once, steady, two seconds, unless said otherwise. */
export function line(text: string, fields: LineFields = {}): string {
  const { line = 1, page = 'A', lead = 'A', method = 'A', wait = 'C' } = fields;
  return `<L${line}><P${page}><F${lead}><M${method}><W${wait}><FA>${text}`;
}
