import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { byteTimeMs, formatsOf } from '../../../drivers/transport/line-format.js';
import type { SerialSettings } from '../../../drivers/transport/link.js';
import { createHidOpener, createLinkOpener } from '../../../drivers/transport/open.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const serial: SerialSettings = {
  type: 'serial',
  path: '/dev/ttyUSB-absent',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};
const stopped = AbortSignal.abort();

test('a network link loads no driver library of serial or HID devices', async () => {
  const loaded = () =>
    Object.keys(createRequire(import.meta.url).cache).filter((path) => /serialport|node-hid/.test(path));
  const open = createLinkOpener({ clock: new VirtualClock() });
  await open({ type: 'tcp', host: '127.0.0.1', port: 9100 }, stopped).catch(() => {});
  expect(loaded()).toEqual([]);
  await open(serial, stopped).catch(() => {});
  expect(loaded()).not.toEqual([]);
});

test('the settings say what is opened', async () => {
  const open = createLinkOpener({ clock: new VirtualClock() });
  await expect(open({ type: 'tcp', host: '127.0.0.1', port: 9100 }, stopped)).rejects.toThrow(
    /connect to 127.0.0.1:9100/,
  );
  await expect(open(serial, stopped)).rejects.toThrow(/serial port \/dev\/ttyUSB-absent/);
  const openHid = createHidOpener({ clock: new VirtualClock() });
  await expect(openHid({ type: 'hid', usb: { vendorId: 'ffff', productId: 'fffe' } }, stopped)).rejects.toThrow(
    /ffff:fffe/,
  );
});

test('the time of a byte follows from speed and framing', () => {
  expect(byteTimeMs(serial)).toBeCloseTo(10 / 9.6, 6);
  expect(byteTimeMs({ ...serial, baudRate: 115_200, parity: 'even', stopBits: 2 })).toBeCloseTo(12 / 115.2, 6);
  expect(byteTimeMs({ ...serial, dataBits: 7 })).toBeCloseTo(9 / 9.6, 6);
  expect(byteTimeMs(undefined)).toBe(0);
  const server = { type: 'tcp', host: 'h', port: 1 } as const;
  expect(byteTimeMs(formatsOf({ ...server, baudRate: 9_600 })[0])).toBeCloseTo(10 / 9.6, 6);
  expect(formatsOf(server)).toEqual([]);
});
