import { isIP } from 'node:net';
import { z } from 'zod';

const usbId = (what: string) =>
  z
    .string()
    .regex(/^[0-9a-fA-F]{4}$/)
    .toLowerCase()
    .describe(`USB ${what} as printed by lsusb: four hex digits in quotes, e.g. "1a86"`);

const usbSchema = z
  .strictObject({
    vendorId: usbId('vendor id'),
    productId: usbId('product id'),
    serialNumber: z.string().min(1).max(128).optional().describe('USB serial number, where the device has its own'),
    usbPath: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('socket the device sits in, as in /dev/serial/by-path; tells apart devices with one serial number'),
  })
  .describe('USB identity: finds the device whatever number the system gave it');

const hostSchema = z
  .string()
  .max(253)
  .regex(/^(?:[A-Za-z0-9][A-Za-z0-9._-]*|[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?)$/);

export const host = (what: string) => hostSchema.describe(`${what}: host name or IP address, without port or scheme`);

export const port = (what: string) => z.int().min(1).max(65_535).describe(`${what}, 1 to 65535`);

const flowControls = {
  none: 'none',
  hardware: 'hardware',
  software: 'software',
  // What the signals and characters are called in printers' manuals.
  'rts-cts': 'hardware',
  'xon-xoff': 'software',
} as const;

const flowControlSchema = z
  .enum(Object.keys(flowControls) as (keyof typeof flowControls)[])
  .default('none')
  .transform((name) => flowControls[name])
  .describe(
    'how the device holds us back while it is busy: none; hardware = its busy line at our CTS (also rts-cts); software = it sends XOFF and XON (also xon-xoff); default none',
  );

const baudRate = z.int().min(50).max(4_000_000);
const dataBits = z.literal([7, 8]);
const parity = z.enum(['none', 'even', 'odd']);
const stopBits = z.literal([1, 2]);

const alternativeSchema = z
  .strictObject({
    baudRate: baudRate.optional().describe("bits per second, 50 to 4000000; absent = the link's"),
    dataBits: dataBits.optional().describe("data bits per character, 7 or 8; absent = the link's"),
    parity: parity.optional().describe("parity bit; absent = the link's"),
    stopBits: stopBits.optional().describe("stop bits, 1 or 2; absent = the link's"),
  })
  .describe('another speed and character format that the line may have');

const serialSchema = z
  .strictObject({
    type: z.literal('serial').describe('serial port of this machine'),
    path: z.string().min(1).max(200).optional().describe('device file, e.g. /dev/ttyS1; for ports that never move'),
    usb: usbSchema.optional(),
    baudRate: baudRate.default(9_600).describe('bits per second, 50 to 4000000, default 9600'),
    dataBits: dataBits.default(8).describe('data bits per character, 7 or 8, default 8'),
    parity: parity.default('none').describe('parity bit, default none'),
    stopBits: stopBits.default(1).describe('stop bits, 1 or 2, default 1'),
    flowControl: flowControlSchema,
    alternatives: z
      .array(alternativeSchema)
      .min(1)
      .max(8)
      .optional()
      .describe('1 to 8 other formats, tried in turn until a device answers; for a device whose setting nobody knows'),
  })
  .meta({ oneOf: [{ required: ['path'] }, { required: ['usb'] }] })
  .describe('serial port, found by path or by USB identity (one of the two)');

const tcpSchema = z
  .strictObject({
    type: z.literal('tcp').describe('TCP connection to the device or its serial device server'),
    host: host('address to connect to'),
    port: port('TCP port to connect to'),
    baudRate: z
      .int()
      .min(50)
      .max(4_000_000)
      .optional()
      .describe(
        'bits per second of the serial line behind a device server, 50 to 4000000: pauses and time-outs of a bus then count from the last byte on that line; absent = from when the network took it',
      ),
  })
  .describe('TCP connection');

const callerSchema = z
  .string()
  .refine(isAddressOrNetwork)
  .describe('IP address or network, e.g. 10.0.0.7 or 10.0.0.0/24');

const tcpListenSchema = z
  .strictObject({
    type: z.literal('tcp-listen').describe('the device connects to this gateway'),
    host: host('address of this machine to listen on; 0.0.0.0 = all of them'),
    port: port('TCP port to listen on, of this device alone'),
    from: z
      .array(callerSchema)
      .min(1)
      .max(16)
      .optional()
      .describe('1 to 16 addresses or networks that may connect, e.g. 10.0.0.0/24; absent = any'),
  })
  .describe('TCP port at which the device calls');

const usbPrinterSchema = z
  .strictObject({
    type: z.literal('usb-printer').describe('USB printer behind the kernel module usblp'),
    path: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('printer device, e.g. /dev/usb/lp0; its number changes with the order of plugging in'),
    usb: usbSchema.optional(),
  })
  .meta({ oneOf: [{ required: ['path'] }, { required: ['usb'] }] })
  .describe('USB printer, found by path or by USB identity (one of the two)');

const hidSchema = z
  .strictObject({
    type: z.literal('hid').describe('USB HID device'),
    usb: usbSchema,
    usagePage: z.int().min(0).max(0xffff).optional().describe('HID usage page, 0 to 65535; picks one of several'),
    usage: z.int().min(0).max(0xffff).optional().describe('HID usage, 0 to 65535; picks one of several'),
  })
  .describe('USB HID device');

const hidTcpSchema = z
  .strictObject({
    type: z.literal('hid-tcp').describe('USB HID device behind a TCP relay, e.g. in another cabinet'),
    host: host('address of the relay'),
    port: port('TCP port of the relay'),
  })
  .describe('HID device over TCP');

/** What a line can run over. */
export const byteLinkSchema = z
  .discriminatedUnion('type', [serialSchema, tcpSchema])
  .describe('how the line is reached: serial or tcp');

/** What a device can hang on. */
export const linkSchema = z
  .discriminatedUnion('type', [serialSchema, tcpSchema, tcpListenSchema, usbPrinterSchema, hidSchema, hidTcpSchema])
  .describe('how the device is reached: serial, tcp, tcp-listen, usb-printer, hid or hid-tcp');

function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isPrefix && rest.length === 0;
}
