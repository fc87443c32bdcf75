import { describe, expect, test } from 'vitest';
import { escpos, head, loaded, mistakesIn, onbon, probe } from './fixtures.js';

const bus = (id: string, link = 'type: serial, path: /dev/ttyS1') => `  - { id: ${id}, link: { ${link} } }\n`;
const board = (id: string, rest: string) => `  - { id: ${id}, class: led-board, driver: onbon, ${rest} }\n`;
const printer = (id: string, rest: string) => `  - { id: ${id}, class: ticket-printer, driver: escpos, ${rest} }\n`;
const kiosk = (id: string) =>
  `  - { id: ${id}, class: terminal, driver: probe, options: { tcp: { host: h, port: 443 } } }\n`;

describe('a good branch', () => {
  const text = `${head}buses:\n${bus('rs485-1', 'type: tcp, host: 10.0.0.5, port: 4001')}devices:\n${printer('p', 'link: { type: tcp, host: 10.0.0.9, port: 9100 }')}${board('b', 'bus: rs485-1, options: { address: 3 }, admin: disabled')}${kiosk('k')}`;

  test('comes with drivers found, options parsed and defaults filled in', async () => {
    const { config } = await loaded(text);
    expect(config.devices).toEqual([
      {
        id: 'p',
        class: 'ticket-printer',
        driver: escpos,
        admin: 'enabled',
        link: { type: 'tcp', host: '10.0.0.9', port: 9100 },
        options: { profile: 'generic-80', pollIntervalMs: 2_000 },
      },
      {
        id: 'b',
        class: 'led-board',
        driver: onbon,
        admin: 'disabled',
        busId: 'rs485-1',
        options: { address: 3, width: 64, brightness: 'auto', zones: [], pollIntervalMs: 2_000 },
      },
      {
        id: 'k',
        class: 'terminal',
        driver: probe,
        admin: 'enabled',
        options: { tcp: { host: 'h', port: 443 } },
      },
    ]);
    expect(config.buses).toEqual([{ id: 'rs485-1', link: { type: 'tcp', host: '10.0.0.5', port: 4001 } }]);
    expect(config.gateway).toEqual({ id: 'gw1', stateDir: './state', language: 'zh', healthIntervalSeconds: 30 });
  });

  test('comes with the text as it was read', async () => {
    expect((await loaded(text)).text).toBe(text);
  });

  test('may have no devices at all', async () => {
    expect((await loaded(head)).config.devices).toEqual([]);
  });

  test('gives a serial link its line settings, and USB ids in lower case', async () => {
    const link = 'link: { type: serial, usb: { vendorId: "1A86", productId: "7523" } }';
    const { config } = await loaded(`${head}devices:\n${printer('p', link)}`);
    expect(config.devices[0]?.link).toEqual({
      type: 'serial',
      usb: { vendorId: '1a86', productId: '7523' },
      baudRate: 9_600,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      flowControl: 'none',
    });
  });
});

describe('ids', () => {
  test('of two devices differ', async () => {
    expect(await mistakesIn(`devices:\n${kiosk('a')}${kiosk('b')}${kiosk('a')}`)).toEqual([
      'x.yaml:7 devices[2].id: found "a", allowed: an id that no other device has. devices[0] has it already',
    ]);
  });

  test('of two buses differ; a third of the same name is a mistake of its own', async () => {
    const buses = ['/dev/a', '/dev/b', '/dev/c'].map((path) => bus('l', `type: serial, path: ${path}`)).join('');
    expect(await mistakesIn(`buses:\n${buses}`)).toEqual([
      'x.yaml:6 buses[1].id: found "l", allowed: an id that no other bus has. buses[0] has it already',
      'x.yaml:7 buses[2].id: found "l", allowed: an id that no other bus has. buses[0] has it already',
    ]);
  });

  test('of a bus and a device may be the same', async () => {
    expect(await mistakesIn(`buses:\n${bus('a')}devices:\n${kiosk('a')}`)).toEqual([]);
  });
});

describe('drivers', () => {
  test('that do not exist are answered with those of the class', async () => {
    expect(await mistakesIn('devices:\n  - { id: a, class: led-board, driver: onbom }\n')).toEqual([
      'x.yaml:5 devices[0].driver: found "onbom", allowed: onbon, modbus-digits, alpha. Did you mean "onbon"?',
    ]);
  });

  test('of another class are answered with those of this one, and with the class they have', async () => {
    expect(await mistakesIn('devices:\n  - { id: a, class: led-board, driver: escpos }\n')).toEqual([
      'x.yaml:5 devices[0].driver: found "escpos", allowed: onbon, modbus-digits, alpha. escpos drives a ticket-printer',
    ]);
  });

  test('of a class that has none yet', async () => {
    expect(await mistakesIn('devices:\n  - { id: a, class: signal-light, driver: delcom }\n')).toEqual([
      'x.yaml:5 devices[0].driver: found "delcom", allowed: no driver of class signal-light exists yet',
    ]);
  });

  test('are checked although the class is misspelled', async () => {
    const body = 'devices:\n  - { id: a, class: ledboard, driver: onbon, bus: l, options: { address: 0 } }\n';
    expect(await mistakesIn(`${body}buses:\n${bus('l')}`)).toEqual([
      'x.yaml:5 devices[0].class: found "ledboard", allowed: ticket-printer, led-board, terminal, people-counter, keypad, signal-light',
      'x.yaml:5 devices[0].options.address: found 0, allowed: a whole number from 1 to 254',
    ]);
  });
});

describe('options', () => {
  const withOptions = (options: string) => `buses:\n${bus('l')}devices:\n${board('a', `bus: l, options: ${options}`)}`;

  test.each([
    ['{}', 'address: found nothing, allowed: a whole number from 1 to 254'],
    ['{ address: 300 }', 'address: found 300, allowed: a whole number from 1 to 254'],
    ['{ address: one }', 'address: found "one", allowed: a whole number from 1 to 254'],
    ['{ address: 1, brightness: 99 }', 'brightness: found 99, allowed: auto or a whole number from 0 to 15'],
    ['{ address: 1, brightness: on }', 'brightness: found "on", allowed: auto or a whole number from 0 to 15'],
    ['{ address: 1, brightness: [] }', 'brightness: found a list of 0, allowed: auto or a whole number from 0 to 15'],
    ['{ address: 1, zones: [{ name: a }, {}] }', 'zones[1].name: found nothing, allowed: text of 1 to 8 characters'],
    [
      '{ address: 1, zones: [{ name: too long a name }] }',
      'zones[0].name: found "too long a name", allowed: text of 1 to 8 characters',
    ],
    ['{ address: 1, zones: [{ name: a, lines: 0 }] }', 'zones[0].lines: found 0, allowed: a number above 0'],
    [
      '{ address: 1, zones: [{ name: a }, { name: b }, { name: c }] }',
      'zones: found a list of 3, allowed: a list of at most 2 entries',
    ],
  ])('%s', async (options, said) => {
    expect(await mistakesIn(withOptions(options))).toEqual([`x.yaml:7 devices[0].options.${said}`]);
  });

  test('that are no mapping are a mistake by themselves', async () => {
    expect(await mistakesIn(withOptions('[1]'))).toEqual([
      'x.yaml:7 devices[0].options: found a list of 1, allowed: a mapping',
    ]);
  });

  test("speak with the driver's own words where it has some", async () => {
    const counter = (options: string) =>
      `devices:\n  - { id: d, class: people-counter, driver: hpc168, link: { type: tcp, host: h, port: 1 }, options: ${options} }\n`;
    expect(await mistakesIn(counter('{ address: 0001 }'))).toEqual([
      'x.yaml:5 devices[0].options.address: found 0001, allowed: four digits in quotes, "0001" to "0099". Put it in quotes',
    ]);
    expect(await mistakesIn(counter('{ address: "1" }'))).toEqual([
      'x.yaml:5 devices[0].options.address: found "1", allowed: four digits, "0001" to "0099"',
    ]);
    expect(await mistakesIn(counter('{ frozenMinutes: 5, queryDoor: false }'))).toEqual([
      'x.yaml:5 devices[0].options.frozenMinutes: found 5, allowed: 0 unless queryDoor is true',
    ]);
  });
});

describe('two devices with one address on a bus', () => {
  test('are refused', async () => {
    const devices = board('a', 'bus: l, options: { address: 1 }') + board('b', 'bus: l, options: { address: 1 }');
    expect(await mistakesIn(`buses:\n${bus('l')}devices:\n${devices}`)).toEqual([
      'x.yaml:8 devices[1].options.address: found address 1, allowed: an address that no other device on bus l has. devices[0] has it already',
    ]);
  });

  const digits = '  - { id: d, class: led-board, driver: modbus-digits, bus: l, options: { station: 1 } }\n';

  test('are refused whatever their drivers are and call it, where they speak one protocol', async () => {
    const pulse = '  - { id: e, class: people-counter, driver: modbus-pulse, bus: l, options: { address: 1 } }\n';
    const refused = 'found address 1, allowed: an address that no other device on bus l has. devices[0] has it already';
    expect(await mistakesIn(`buses:\n${bus('l')}devices:\n${pulse}${digits}`)).toEqual([
      `x.yaml:8 devices[1].options: ${refused}`,
    ]);
    expect(await mistakesIn(`buses:\n${bus('l')}devices:\n${digits}${pulse}`)).toEqual([
      `x.yaml:8 devices[1].options.address: ${refused}`,
    ]);
  });

  test('are fine where they speak two: neither listens to the other one', async () => {
    const devices = board('a', 'bus: l, options: { address: 1 }') + digits;
    expect(await mistakesIn(`buses:\n${bus('l')}devices:\n${devices}`)).toEqual([]);
  });

  test('are fine on two buses', async () => {
    const buses = bus('l') + bus('m', 'type: serial, path: /dev/ttyS2');
    const devices = board('a', 'bus: l, options: { address: 1 }') + board('b', 'bus: m, options: { address: 1 }');
    expect(await mistakesIn(`buses:\n${buses}devices:\n${devices}`)).toEqual([]);
  });

  test('are found when both took the default', async () => {
    const counter = (id: string) => `  - { id: ${id}, class: people-counter, driver: hpc168, bus: l }\n`;
    expect(await mistakesIn(`buses:\n${bus('l')}devices:\n${counter('a')}${counter('b')}`)).toEqual([
      'x.yaml:8 devices[1].options.address: found address 0001, allowed: an address that no other device on bus l has. devices[0] has it already',
    ]);
  });
});
