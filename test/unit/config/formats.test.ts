import { describe, expect, test } from 'vitest';
import { formatsOf, formatText } from '../../../drivers/index.js';
import { linkText } from '../../../gateway/config/link-text.js';
import { head, loaded, mistakesIn } from './fixtures.js';

const bus = (link: string) => `buses:\n  - { id: l, link: { ${link} } }\n`;
const serial = (rest = '') => `type: serial, path: /dev/ttyS1${rest}`;
const board = (id: string, rest: string) => `  - { id: ${id}, class: led-board, driver: onbon, ${rest} }\n`;

describe('the other formats a serial link may have', () => {
  test('take from the link what they leave out', async () => {
    const link = serial(
      ', baudRate: 9600, dataBits: 7, parity: even, alternatives: [{ stopBits: 2 }, { dataBits: 8, parity: none }, { baudRate: 4800 }]',
    );
    const { config } = await loaded(`${head}${bus(link)}`);
    const { link: parsed } = config.buses[0]!;
    expect(formatsOf(parsed).map(formatText)).toEqual(['9600 7E1', '9600 7E2', '9600 8N1', '4800 7E1']);
    expect(linkText(parsed)).toBe('serial /dev/ttyS1 at 9600 7E1 or 9600 7E2 or 9600 8N1 or 4800 7E1');
  });

  test('are 1 to 8 with fields of their own', async () => {
    const of = (alternatives: string) => mistakesIn(bus(serial(`, alternatives: ${alternatives}`)));
    const at = 'x.yaml:5 buses[0].link.alternatives';
    expect(await of('[]')).toEqual([`${at}: found a list of 0, allowed: a list of 1 to 8 entries`]);
    const nine = Array.from({ length: 9 }, (_, index) => `{ baudRate: ${1_200 + index} }`).join(', ');
    expect(await of(`[${nine}]`)).toEqual([`${at}: found a list of 9, allowed: a list of 1 to 8 entries`]);
    expect(await of('[{ baudRate: 20, dataBits: 9, parity: mark, stopBits: 3, flowControl: none }]')).toEqual([
      `${at}[0].baudRate: found 20, allowed: a whole number from 50 to 4000000`,
      `${at}[0].dataBits: found 9, allowed: 7, 8`,
      `${at}[0].parity: found "mark", allowed: none, even, odd`,
      `${at}[0].stopBits: found 3, allowed: 1, 2`,
      `${at}[0].flowControl: found an unknown key, allowed: baudRate, dataBits, parity, stopBits`,
    ]);
  });

  test('are listed once', async () => {
    const link = serial(', alternatives: [{ dataBits: 7, parity: even }, {}, { parity: even, dataBits: 7 }]');
    const allowed = "allowed: a format that is neither the link's own nor listed before";
    expect(await mistakesIn(bus(link))).toEqual([
      `x.yaml:5 buses[0].link.alternatives[1]: found 9600 8N1, ${allowed}`,
      `x.yaml:5 buses[0].link.alternatives[2]: found 9600 7E1, ${allowed}`,
    ]);
  });

  test('are for a device of its own too, where its driver stands on a bus', async () => {
    const link = `link: { ${serial(', alternatives: [{ baudRate: 57600 }]')} }, options: { address: 1 }`;
    expect(await mistakesIn(`devices:\n${board('b', link)}`)).toEqual([]);
    const printer = `  - { id: p, class: ticket-printer, driver: escpos, link: { ${serial(', alternatives: [{ baudRate: 19200 }]')} } }\n`;
    expect(await mistakesIn(`devices:\n${printer}`)).toEqual([
      'x.yaml:5 devices[0].link.alternatives: found a list of 1, allowed: one format: driver escpos cannot try others',
    ]);
  });

  test('are none of a network', async () => {
    expect(await mistakesIn(bus('type: tcp, host: h, port: 1, alternatives: [{ baudRate: 4800 }]'))).toEqual([
      'x.yaml:5 buses[0].link.alternatives: found an unknown key, allowed: type, host, port, baudRate',
    ]);
  });
});
