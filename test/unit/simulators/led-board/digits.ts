import { createModbusDigits } from '../../../../simulators/led-board/modbus-digits.js';
import type { DigitsView } from '../../../../simulators/led-board/modbus-digits-view.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';
import { read, registersIn, writeMany, writeOne } from '../modbus/master.js';

/** A digit display with a master. What is read comes as values, what is written as `done`, an exception code, or `silence`. */
export function createDigits(options: Parameters<typeof createModbusDigits>[1] = {}) {
  const clock = new VirtualClock();
  const board = createModbusDigits({ clock, random: seededRandom(1) }, options);
  const host = plugHost(board);
  const ask = (request: Uint8Array | string) => {
    host.forget();
    host.send(request);
    return host.heard();
  };
  const address = options.address ?? 1;
  const order = (request: string) => {
    const heard = ask(request);
    if (heard === '') return 'silence';
    const [, functionCode = 0, code] = Buffer.from(heard.replaceAll(' ', ''), 'hex');
    return functionCode & 0x80 ? code : 'done';
  };
  return {
    board,
    clock,
    host,
    ask,
    read: (start: number, count = 1) => registersIn(ask(read(start, count, { address }))),
    write: (start: number, ...values: number[]) =>
      order(values.length === 1 ? writeOne(start, values[0]!, { address }) : writeMany(start, values, { address })),
    show: (text: string) => order(writeMany(0, codes(text), { address })),
    order,
    act: (name: string, args: Record<string, unknown> = {}) => board.actions[name]!(args),
    view: () => board.view() as DigitsView,
  };
}

export const codes = (text: string) => [...text].map((sign) => sign.charCodeAt(0));
