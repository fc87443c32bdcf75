import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { linkSchema } from '../../../gateway/config/link-schema.js';
import { linkText } from '../../../gateway/config/link-text.js';
import { mistakesIn } from './fixtures.js';

const printer = (id: string, rest: string) => `  - { id: ${id}, class: ticket-printer, driver: escpos${rest} }\n`;
const linked = (id: string, link: string) => printer(id, `, link: { ${link} }`);
const board = (rest: string) => `  - { id: b, class: led-board, driver: onbon${rest}, options: { address: 1 } }\n`;
const tcpBus = 'buses:\n  - { id: rs485-1, link: { type: tcp, host: h, port: 1 } }\n';

describe('what a device hangs on', () => {
  test('is a bus that exists', async () => {
    expect(await mistakesIn(`${tcpBus}devices:\n${board(', bus: rs485-2')}`)).toEqual([
      'x.yaml:7 devices[0].bus: found "rs485-2", allowed: rs485-1. Did you mean "rs485-1"?',
    ]);
    expect(await mistakesIn(`devices:\n${board(', bus: rs485-1')}`)).toEqual([
      'x.yaml:5 devices[0].bus: found "rs485-1", allowed: the id of an entry of buses (there is none)',
    ]);
  });

  test('is known although its own entry has mistakes', async () => {
    const body = `buses:\n  - { id: RS485, link: { type: tcp, host: h, port: 0 } }\ndevices:\n${board(', bus: RS485')}`;
    expect((await mistakesIn(body)).map((line) => line.split(': ')[0])).toEqual([
      'x.yaml:5 buses[0].id',
      'x.yaml:5 buses[0].link.port',
    ]);
  });

  test('is not both a link and a bus', async () => {
    const body = `${tcpBus}devices:\n${board(', bus: rs485-1, link: { type: tcp, host: g, port: 2 }')}`;
    expect(await mistakesIn(body)).toEqual([
      'x.yaml:7 devices[0].bus: found a bus beside a link, allowed: either link or bus',
    ]);
  });

  test('is not nothing', async () => {
    expect(await mistakesIn(`devices:\n${board('')}${printer('p', '')}`)).toEqual([
      'x.yaml:5 devices[0].link: found neither link nor bus, allowed: a link of type serial or tcp, or the id of a bus',
      'x.yaml:6 devices[1].link: found nothing, allowed: a link of type serial or tcp or usb-printer for driver escpos',
    ]);
  });

  test('is a line of its own for a bus driver that stands alone', async () => {
    expect(await mistakesIn(`devices:\n${board(', link: { type: tcp, host: g, port: 2 }')}`)).toEqual([]);
  });

  test('is not a bus for a driver that cannot share', async () => {
    expect(await mistakesIn(`${tcpBus}devices:\n${printer('p', ', bus: rs485-1')}`)).toEqual([
      'x.yaml:7 devices[0].bus: found "rs485-1", allowed: a link of its own (serial or tcp or usb-printer): driver escpos cannot share a line',
    ]);
  });

  test('is nothing for a driver that connects by itself', async () => {
    const probe = (rest: string) =>
      `  - { id: k, class: terminal, driver: probe, ${rest}, options: { tcp: { host: h, port: 9 } } }\n`;
    const allowed = 'neither link nor bus: driver probe makes its connections itself, from its options';
    expect(await mistakesIn(`${tcpBus}devices:\n${probe('link: { type: tcp, host: g, port: 9 }')}`)).toEqual([
      `x.yaml:7 devices[0].link: found a mapping, allowed: ${allowed}`,
    ]);
    expect(await mistakesIn(`${tcpBus}devices:\n${probe('bus: rs485-1')}`)).toEqual([
      `x.yaml:7 devices[0].bus: found "rs485-1", allowed: ${allowed}`,
    ]);
  });

  test('is of a type the driver can use', async () => {
    const usb = 'usb: { vendorId: "1a86", productId: "7523" }';
    expect(await mistakesIn(`devices:\n${linked('p', `type: hid, ${usb}`)}`)).toEqual([
      'x.yaml:5 devices[0].link.type: found "hid", allowed: serial, tcp, usb-printer for driver escpos',
    ]);
    const pad = `  - { id: pad, class: keypad, driver: hid-keyboard, link: { type: hid, ${usb} } }\n`;
    expect(await mistakesIn(`devices:\n${pad}`)).toEqual([]);
  });

  test('is of a type the driver can use on a bus too', async () => {
    const digits = '  - { id: d, class: led-board, driver: modbus-digits, bus: rs485-1, options: { station: 1 } }\n';
    expect(await mistakesIn(`${tcpBus}devices:\n${digits}`)).toEqual([
      'x.yaml:7 devices[0].bus: found a bus on tcp, allowed: serial for driver modbus-digits',
    ]);
  });
});

describe('a link', () => {
  test('of an unknown type is answered with the types there are', async () => {
    expect(await mistakesIn(`devices:\n${linked('p', 'type: usb, path: /dev/usb/lp0')}`)).toEqual([
      'x.yaml:5 devices[0].link.type: found "usb", allowed: serial, tcp, tcp-listen, usb-printer, hid, hid-tcp',
    ]);
    expect(await mistakesIn('buses: [{ id: l, link: { type: hid, usb: {} } }]\n')).toEqual([
      'x.yaml:4 buses[0].link.type: found "hid", allowed: serial, tcp',
    ]);
  });

  test('at which a device calls names an address of this machine, a port of its own and who may call', async () => {
    const counter = (id: string, link: string) =>
      `  - { id: ${id}, class: people-counter, driver: foorir, link: { type: tcp-listen, ${link} } }\n`;
    expect(await mistakesIn(`devices:\n${counter('c', 'host: 0.0.0.0, port: 9000')}`)).toEqual([]);
    const whole = 'host: 10.0.0.2, port: 9000, from: [10.0.0.7, 10.1.0.0/16, "fe80::/10"]';
    expect(await mistakesIn(`devices:\n${counter('c', whole)}`)).toEqual([]);
    const wrong = ['10.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', 'fe80::/129'];
    const allowed = 'IP address or network, e.g. 10.0.0.7 or 10.0.0.0/24';
    expect(
      await mistakesIn(`devices:\n${counter('c', `host: h, port: 1, from: [${wrong.map((text) => `"${text}"`)}]`)}`),
    ).toEqual(
      wrong.map((text, index) => `x.yaml:5 devices[0].link.from[${index}]: found "${text}", allowed: ${allowed}`),
    );
    expect(await mistakesIn(`devices:\n${counter('c', 'host: h, port: 1883')}`)).toEqual([
      'x.yaml:5 devices[0].link.port: found 1883, allowed: a port of its own. broker.port uses it already',
    ]);
    const others = 'broker: { websocketPort: 9001 }\nhttp: { port: 9002 }\ndevices:\n';
    const both = `${counter('c', 'host: h, port: 9001')}${counter('d', 'host: h, port: 9002')}`;
    expect(await mistakesIn(`${others}${both}`)).toEqual([
      'x.yaml:7 devices[0].link.port: found 9001, allowed: a port of its own. broker.websocketPort uses it already',
      'x.yaml:8 devices[1].link.port: found 9002, allowed: a port of its own. http.port uses it already',
    ]);
    const bus = 'buses: [{ id: l, link: { type: tcp-listen, host: h, port: 1 } }]\n';
    expect(await mistakesIn(bus)).toEqual(['x.yaml:4 buses[0].link.type: found "tcp-listen", allowed: serial, tcp']);
  });

  test('at which a device calls is of one device, whatever address of the machine it names', async () => {
    const counter = (id: string, host: string) =>
      `  - { id: ${id}, class: people-counter, driver: foorir, link: { type: tcp-listen, host: ${host}, port: 9000 } }\n`;
    expect(await mistakesIn(`devices:\n${counter('c', '10.0.0.2')}${counter('d', '10.1.0.2')}`)).toEqual([]);
    for (const every of ['0.0.0.0', '"::"', '10.0.0.2']) {
      expect(await mistakesIn(`devices:\n${counter('c', '10.0.0.2')}${counter('d', every)}`)).toEqual([
        `x.yaml:6 devices[1].link: found tcp-listen ${every === '"::"' ? '[::]' : every}:9000, allowed: a port that nothing else uses; devices that share a line belong on one bus. devices[0].link (c) uses it already`,
      ]);
    }
  });

  test('to a serial port has a path or an identity, not both and not none', async () => {
    const allowed = 'either path (a device file) or usb (an identity)';
    const both = 'type: serial, path: /dev/ttyS1, usb: { vendorId: "1a86", productId: "7523" }';
    expect(await mistakesIn(`devices:\n${linked('p', 'type: serial')}${linked('q', both)}`)).toEqual([
      `x.yaml:5 devices[0].link: found a serial link with neither path nor usb, allowed: ${allowed}`,
      `x.yaml:6 devices[1].link: found a serial link with both path and usb, allowed: ${allowed}`,
    ]);
  });

  test('to a USB printer has a path or an identity, not both and not none, and nothing else', async () => {
    const allowed = 'either path (a device file) or usb (an identity)';
    const usb = 'usb: { vendorId: "04b8", productId: "0e15", serialNumber: J4LF, usbPath: "1-4" }';
    expect(await mistakesIn(`devices:\n${linked('p', `type: usb-printer, ${usb}`)}`)).toEqual([]);
    expect(await mistakesIn(`devices:\n${linked('p', 'type: usb-printer, path: /dev/usb/lp0')}`)).toEqual([]);
    const wrong = ['', `, path: /dev/usb/lp0, ${usb}`, ', path: /dev/usb/lp1, baudRate: 9600'];
    const devices = wrong.map((rest, index) => linked(`p${index}`, `type: usb-printer${rest}`)).join('');
    expect(await mistakesIn(`devices:\n${devices}`)).toEqual([
      `x.yaml:5 devices[0].link: found a usb-printer link with neither path nor usb, allowed: ${allowed}`,
      `x.yaml:6 devices[1].link: found a usb-printer link with both path and usb, allowed: ${allowed}`,
      'x.yaml:7 devices[2].link.baudRate: found an unknown key, allowed: type, path, usb',
    ]);
  });

  test('to a USB printer is for printers', async () => {
    const usb = '    link: { type: usb-printer, path: /dev/usb/lp0 }\n    options: { address: 1 }\n';
    const device = `  - id: b\n    class: led-board\n    driver: onbon\n${usb}`;
    expect(await mistakesIn(`devices:\n${device}`)).toEqual([
      'x.yaml:8 devices[0].link.type: found "usb-printer", allowed: serial, tcp for driver onbon',
    ]);
    const bus = 'buses: [{ id: l, link: { type: usb-printer, path: /dev/usb/lp0 } }]\n';
    expect(await mistakesIn(bus)).toEqual(['x.yaml:4 buses[0].link.type: found "usb-printer", allowed: serial, tcp']);
  });

  test.each([
    ['', 'none'],
    [', flowControl: none', 'none'],
    [', flowControl: hardware', 'hardware'],
    [', flowControl: rts-cts', 'hardware'],
    [', flowControl: software', 'software'],
    [', flowControl: xon-xoff', 'software'],
  ])('to a serial port { …%s } has flow control %s', (written, flowControl) => {
    const link = linkSchema.parse(parse(`{ type: serial, path: /dev/ttyS1${written} }`));
    expect(link).toMatchObject({ flowControl });
  });

  test('to a serial port has line settings that exist', async () => {
    const link =
      'type: serial, path: /dev/a, baudRate: 0, dataBits: 9, parity: mark, stopBits: 1.5, flowControl: dtr-dsr';
    expect(await mistakesIn(`devices:\n${linked('p', link)}`)).toEqual([
      'x.yaml:5 devices[0].link.baudRate: found 0, allowed: a whole number from 50 to 4000000',
      'x.yaml:5 devices[0].link.dataBits: found 9, allowed: 7, 8',
      'x.yaml:5 devices[0].link.parity: found "mark", allowed: none, even, odd',
      'x.yaml:5 devices[0].link.stopBits: found 1.5, allowed: 1, 2',
      'x.yaml:5 devices[0].link.flowControl: found "dtr-dsr", allowed: none, hardware, software, rts-cts, xon-xoff',
    ]);
  });

  test('to a USB id without quotes, which YAML reads as a number, is told to use them', async () => {
    const link = 'type: serial, usb: { vendorId: 0403, productId: "60x1" }';
    expect(await mistakesIn(`devices:\n${linked('p', link)}`)).toEqual([
      'x.yaml:5 devices[0].link.usb.vendorId: found 0403, allowed: USB vendor id as printed by lsusb: four hex digits in quotes, e.g. "1a86". Put it in quotes',
      'x.yaml:5 devices[0].link.usb.productId: found "60x1", allowed: USB product id as printed by lsusb: four hex digits in quotes, e.g. "1a86"',
    ]);
  });
});

describe('a port that is in use', () => {
  const allowed = 'a port that nothing else uses; devices that share a line belong on one bus';
  const usb = (rest = '') => `type: serial, usb: { vendorId: "1a86", productId: "7523"${rest} }`;

  test('by another device over TCP, whatever the case of the name', async () => {
    const devices =
      linked('p', 'type: tcp, host: Printer.local, port: 9100') +
      linked('q', 'type: tcp, host: printer.local, port: 9100');
    expect(await mistakesIn(`devices:\n${devices}`)).toEqual([
      `x.yaml:6 devices[1].link: found tcp printer.local:9100, allowed: ${allowed}. devices[0].link (p) uses it already`,
    ]);
  });

  test('by a bus', async () => {
    const body = `buses:\n  - { id: l, link: { type: serial, path: /dev/ttyS1 } }\ndevices:\n${linked('p', 'type: serial, path: /dev/ttyS1, baudRate: 115200')}`;
    expect(await mistakesIn(body)).toEqual([
      `x.yaml:7 devices[0].link: found serial /dev/ttyS1 at 115200 8N1, allowed: ${allowed}. buses[0].link (l) uses it already`,
    ]);
  });

  test('by the same USB identity', async () => {
    expect(await mistakesIn(`devices:\n${linked('p', usb())}${linked('q', usb())}`)).toEqual([
      `x.yaml:6 devices[1].link: found serial usb 1a86:7523 at 9600 8N1, allowed: ${allowed}. devices[0].link (p) uses it already`,
    ]);
  });

  test('by the same USB printer', async () => {
    const path = 'type: usb-printer, path: /dev/usb/lp0';
    expect(await mistakesIn(`devices:\n${linked('p', path)}${linked('q', path)}`)).toEqual([
      `x.yaml:6 devices[1].link: found usb-printer /dev/usb/lp0, allowed: ${allowed}. devices[0].link (p) uses it already`,
    ]);
    const printer = (rest = '') => usb(rest).replace('serial', 'usb-printer');
    expect(
      await mistakesIn(`devices:\n${linked('p', printer())}${linked('q', printer(', serialNumber: A1'))}`),
    ).toHaveLength(1);
  });

  test('by a USB identity that says less and so fits it too', async () => {
    expect(await mistakesIn(`devices:\n${linked('p', usb(', usbPath: "1-1.2"'))}${linked('q', usb())}`)).toHaveLength(
      1,
    );
    expect(await mistakesIn(`devices:\n${linked('p', usb())}${linked('q', usb(', serialNumber: A1'))}`)).toHaveLength(
      1,
    );
  });

  test.each([
    ['serial numbers', ', serialNumber: A1', ', serialNumber: A2'],
    ['sockets', ', usbPath: "1-1.2"', ', usbPath: "1-1.3"'],
    ['one by serial number, one by socket', ', serialNumber: A1', ', usbPath: "1-1.3"'],
  ])('is another one with different %s', async (_what, one, other) => {
    expect(await mistakesIn(`devices:\n${linked('p', usb(one))}${linked('q', usb(other))}`)).toEqual([]);
  });

  test.each([
    ['type: tcp, host: h, port: 1', 'type: tcp, host: h, port: 2'],
    ['type: tcp, host: h, port: 1', 'type: tcp, host: i, port: 1'],
    ['type: serial, path: /dev/ttyS1', 'type: serial, path: /dev/ttyS2'],
    ['type: serial, path: /dev/ttyS1', usb()],
    ['type: usb-printer, path: /dev/usb/lp0', 'type: usb-printer, path: /dev/usb/lp1'],
    ['type: usb-printer, path: /dev/usb/lp0', 'type: serial, path: /dev/usb/lp0'],
    [usb(), usb().replace('serial', 'usb-printer')],
  ])('is another one: { %s } and { %s }', async (one, other) => {
    expect(await mistakesIn(`devices:\n${linked('p', one)}${linked('q', other)}`)).toEqual([]);
  });

  test('by two collections of one HID device is none', async () => {
    const pad = (id: string, usage: string) =>
      `  - { id: ${id}, class: keypad, driver: hid-keyboard, link: { type: hid, usb: { vendorId: "04d9", productId: "1702" }${usage} } }\n`;
    expect(await mistakesIn(`devices:\n${pad('a', ', usagePage: 1')}${pad('b', ', usagePage: 12')}`)).toEqual([]);
    expect(await mistakesIn(`devices:\n${pad('a', ', usagePage: 1')}${pad('b', '')}`)).toEqual([
      `x.yaml:6 devices[1].link: found hid usb 04d9:1702, allowed: ${allowed}. devices[0].link (a) uses it already`,
    ]);
  });
});

describe('a link in words', () => {
  const serial = {
    type: 'serial',
    baudRate: 19_200,
    dataBits: 7,
    parity: 'even',
    stopBits: 2,
    flowControl: 'none',
  } as const;

  test('says what a technician looks for', () => {
    expect(linkText({ type: 'tcp', host: '::1', port: 9100 })).toBe('tcp [::1]:9100');
    expect(linkText({ type: 'usb-printer', path: '/dev/usb/lp0' })).toBe('usb-printer /dev/usb/lp0');
    expect(linkText({ type: 'usb-printer', usb: { vendorId: '04b8', productId: '0e15' } })).toBe(
      'usb-printer usb 04b8:0e15',
    );
    expect(linkText({ ...serial, path: '/dev/ttyS1' })).toBe('serial /dev/ttyS1 at 19200 7E2');
    expect(
      linkText({ ...serial, usb: { vendorId: '1a86', productId: '7523', serialNumber: 'A1', usbPath: '1-1' } }),
    ).toBe('serial usb 1a86:7523 serial number A1 at 1-1 at 19200 7E2');
  });
});
