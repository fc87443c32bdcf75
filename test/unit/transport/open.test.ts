import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
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

/** What a process of its own has loaded of the driver libraries when it has opened these links: others share ours. */
function loadedBy(settings: readonly object[]): string[] {
  const script = `
    import { createRequire } from 'node:module';
    import { systemClock } from './dist/drivers/clock.js';
    import { createLinkOpener } from './dist/drivers/transport/open.js';
    const open = createLinkOpener({ clock: systemClock });
    for (const link of ${JSON.stringify(settings)}) await open(link, AbortSignal.abort()).catch(() => undefined);
    const { cache } = createRequire(process.cwd() + '/x.js');
    console.log(JSON.stringify(Object.keys(cache).filter((path) => /serialport|node-hid/.test(path))));
    process.exit(0);
  `;
  const cwd = join(import.meta.dirname, '../../..');
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd, encoding: 'utf8' }));
}

test('a network link loads no driver library of serial or HID devices', () => {
  const tcp = { type: 'tcp', host: '127.0.0.1', port: 9100 };
  expect(loadedBy([tcp])).toEqual([]);
  expect(loadedBy([tcp, serial])).not.toEqual([]);
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
