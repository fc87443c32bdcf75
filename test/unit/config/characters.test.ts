import { describe, expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { mistakesIn } from './fixtures.js';

const serial = (rest = '') => `link: { type: serial, path: /dev/ttyS1${rest} }`;
const bus = (rest = '') => `buses:\n  - { id: l, ${serial(rest)} }\n`;
const onbon = (id: string, where = 'bus: l') =>
  `  - { id: ${id}, class: led-board, driver: onbon, ${where}, options: { address: 1 } }\n`;
const alpha = (id: string, where = 'bus: l') => `  - { id: ${id}, class: led-board, driver: alpha, ${where} }\n`;
const pulse = (id: string, where = 'bus: l') =>
  `  - { id: ${id}, class: people-counter, driver: modbus-pulse, ${where}, options: { address: 1 } }\n`;
const digits = (id: string) =>
  `  - { id: ${id}, class: led-board, driver: modbus-digits, bus: l, options: { station: 2 } }\n`;

const e7 = ', dataBits: 7, parity: even';
const allowed = 'allowed: characters that every driver on the line can use:';

describe('the characters of a line', () => {
  test('are those its drivers can use', async () => {
    expect(await mistakesIn(`${bus()}devices:\n${onbon('a')}${pulse('b')}${digits('c')}`)).toEqual([]);
    expect(await mistakesIn(`${bus(e7)}devices:\n${alpha('a')}${digits('b')}`)).toEqual([]);
    expect(await mistakesIn(bus(e7))).toEqual([]);
  });

  test('are refused when they are others, on a bus', async () => {
    expect(await mistakesIn(`${bus(e7)}devices:\n${digits('c')}${onbon('a')}${pulse('b')}`)).toEqual([
      `x.yaml:5 buses[0].link: found 9600 7E1, ${allowed} 8N1. 9600 7E1 does not suit onbon (a), modbus-pulse (b)`,
    ]);
  });

  test('and on a link of its own', async () => {
    expect(await mistakesIn(`devices:\n${alpha('a', serial(', baudRate: 4800'))}`)).toEqual([
      `x.yaml:5 devices[0].link: found 4800 8N1, ${allowed} 7E1 or 7E2 or 8E1. 4800 8N1 does not suit alpha (a)`,
    ]);
    expect(await mistakesIn(`devices:\n${alpha('a', serial(`${e7}, stopBits: 2`))}`)).toEqual([]);
  });

  test('behind a device server are its own business, but what no line can suit is wrong there too', async () => {
    const tcp = 'buses:\n  - { id: l, link: { type: tcp, host: h, port: 1 } }\ndevices:\n';
    expect(await mistakesIn(`${tcp}${alpha('a')}`)).toEqual([]);
    expect(await mistakesIn(`${tcp}${onbon('a')}${alpha('b')}`)).toEqual([
      expect.stringContaining('devices[1].bus: found driver alpha with characters of 7E1, 7E2, 8E1'),
    ]);
  });

  test('cannot suit two drivers that have none in common: both are named', async () => {
    expect(await mistakesIn(`${bus()}devices:\n${pulse('p')}${onbon('a')}${alpha('b')}`)).toEqual([
      'x.yaml:9 devices[2].bus: found driver alpha with characters of 7E1, 7E2, 8E1, allowed: a line whose other drivers can use one of these. driver onbon (a) has 8N1',
    ]);
  });

  test('of two drivers that have one in common are that one', async () => {
    expect(await mistakesIn(`${bus(', parity: even')}devices:\n${alpha('a')}${pulse('b')}`)).toEqual([]);
    expect(await mistakesIn(`${bus()}devices:\n${alpha('a')}${pulse('b')}`)).toEqual([
      `x.yaml:5 buses[0].link: found 9600 8N1, ${allowed} 8E1. 9600 8N1 does not suit alpha (a)`,
    ]);
  });

  test('may be found among alternatives: one that suits all is enough', async () => {
    const either = ', alternatives: [{ parity: even }, { dataBits: 7, parity: even }]';
    expect(await mistakesIn(`${bus(either)}devices:\n${alpha('a')}${pulse('b')}`)).toEqual([]);
    const neither = ', alternatives: [{ stopBits: 2 }, { dataBits: 7, parity: even }]';
    expect(await mistakesIn(`${bus(neither)}devices:\n${alpha('a')}${pulse('b')}`)).toEqual([
      `x.yaml:5 buses[0].link: found 9600 8N1 or 9600 8N2 or 9600 7E1, ${allowed} 8E1. 9600 8N1 does not suit alpha (a); 9600 8N2 does not suit alpha (a); 9600 7E1 does not suit modbus-pulse (b)`,
    ]);
  });

  test('of a bus without a sound id are no business of devices without a bus', async () => {
    const body = `buses:\n  - { id: LINE, ${serial(e7)} }\ndevices:\n${onbon('a', 'link: { type: tcp, host: h, port: 1 }')}`;
    expect((await mistakesIn(body)).map((line) => line.split(': ')[0])).toEqual(['x.yaml:5 buses[0].id']);
  });
});

test('the drivers there are say which characters they can use', () => {
  const said = Object.fromEntries(drivers.map(({ name, characterFormats }) => [name, characterFormats]));
  expect(said).toMatchObject({ onbon: ['8N1'], hpc168: ['8N1'] });
});
