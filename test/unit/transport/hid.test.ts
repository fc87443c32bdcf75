import { EventEmitter } from 'node:events';
import type { Device } from 'node-hid';
import { describe, expect, test } from 'vitest';
import { type HidModule, type HidOptions, openHidLink } from '../../../drivers/transport/hid.js';
import type { HidSettings } from '../../../drivers/transport/link.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { follow } from './bus-line.js';

const luxafor: Device = {
  vendorId: 0x04d8,
  productId: 0xf372,
  path: '/dev/hidraw0',
  serialNumber: 'L1',
  release: 1,
  interface: 0,
  usagePage: 0xff00,
  usage: 1,
};
const settings: HidSettings = { type: 'hid', usb: { vendorId: '04d8', productId: 'f372' } };

/** node-hid as it was seen to behave (usb-hotplug.md, "node-hid, exact texts"). */
class ScriptedHandle extends EventEmitter {
  closes = 0;
  readonly written: number[][] = [];
  readonly features: number[][] = [];
  failure: unknown;
  stuck = false;

  async write(report: Buffer): Promise<number> {
    if (this.failure) throw this.failure;
    if (this.stuck) return new Promise(() => {});
    this.written.push([...report]);
    return report.length;
  }

  async getFeatureReport(reportId: number, length: number): Promise<Uint8Array> {
    if (this.failure) throw this.failure;
    return new Uint8Array(length).fill(reportId);
  }

  async sendFeatureReport(report: Buffer): Promise<number> {
    if (this.failure) throw this.failure;
    this.features.push([...report]);
    return report.length;
  }

  async close(): Promise<void> {
    this.closes++;
  }
}

function scripted(devices: Device[], options: Partial<HidOptions> = {}, whileOpening = () => {}) {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const opened: string[] = [];
  const handle = new ScriptedHandle();
  const node = { dev: 5, ino: 100, rdev: 61696 };
  const module: HidModule = {
    devicesAsync: async () => devices,
    HIDAsync: {
      open: async (path) => {
        opened.push(path);
        whileOpening();
        return handle;
      },
    },
  };
  const usbPathsOf = async (path: string) => [`pci-0000:00:04.0-usb-0:${path.slice(-1)}:1.0`];
  const open = (more: Partial<HidSettings> = {}) =>
    openHidLink(
      { ...settings, ...more },
      { clock, signal: stop.signal, load: async () => module, stat: async () => ({ ...node }), usbPathsOf, ...options },
    );
  return { clock, stop, opened, handle, node, open };
}

describe('finding a HID device', () => {
  test('by ids, which node-hid gives as numbers', async () => {
    const { open, opened } = scripted([{ ...luxafor, path: '/dev/hidraw3', vendorId: 0x0fc5 }, luxafor]);
    expect((await open({ usb: { vendorId: '0x04D8', productId: 'F372' } })).name).toBe('hid /dev/hidraw0');
    expect(opened).toEqual(['/dev/hidraw0']);
  });

  test('by usage, where one device shows several', async () => {
    const scanner = [
      { ...luxafor, usagePage: 1, usage: 6 },
      { ...luxafor, path: '/dev/hidraw1', usagePage: 0x8c, usage: 2 },
    ];
    const { open, opened } = scripted(scanner);
    await open({ usagePage: 0x8c, usage: 2 });
    expect(opened).toEqual(['/dev/hidraw1']);
    await expect(open()).rejects.toMatchObject({
      code: 'TRANSPORT_PORT_AMBIGUOUS',
      message: expect.stringMatching(/usage page 0x0001 usage 0x0006.*usage page 0x008c usage 0x0002/),
    });
    await expect(open({ usage: 9 })).rejects.toMatchObject({
      code: 'TRANSPORT_PORT_NOT_FOUND',
      message: expect.stringContaining('/dev/hidraw1'),
    });
  });

  test('one path with two usages is one device', async () => {
    const { open } = scripted([luxafor, { ...luxafor, usage: 2 }]);
    expect((await open()).name).toBe('hid /dev/hidraw0');
  });

  test('by its socket where two share a serial number', async () => {
    const { open, opened } = scripted([luxafor, { ...luxafor, path: '/dev/hidraw1' }]);
    await open({ usb: { ...settings.usb, serialNumber: 'L1', usbPath: 'pci-0000:00:04.0-usb-0:1:1.0' } });
    expect(opened).toEqual(['/dev/hidraw1']);
    await expect(open()).rejects.toMatchObject({ code: 'TRANSPORT_PORT_AMBIGUOUS' });
  });

  test('an absent one is not found', async () => {
    await expect(scripted([]).open()).rejects.toMatchObject({ code: 'TRANSPORT_PORT_NOT_FOUND' });
  });
});

describe('an open HID device', () => {
  test('passes reports both ways, also those from before anybody listened', async () => {
    const { open, handle } = scripted([luxafor]);
    const link = await open();
    handle.emit('data', Buffer.of(2, 0, 4));
    const reports: number[][] = [];
    link.onReport((report) => reports.push([...report]));
    handle.emit('data', Buffer.of(0, 0, 0));
    await link.write(Uint8Array.of(0, 1, 255));
    await link.setFeature(Uint8Array.of(0x65, 2, 0xfe));
    expect([...(await link.getFeature(8, 2))]).toEqual([8, 8]);
    expect(reports).toEqual([
      [2, 0, 4],
      [0, 0, 0],
    ]);
    expect([handle.written, handle.features]).toEqual([[[0, 1, 255]], [[0x65, 2, 0xfe]]]);
  });

  test('an unplug is one error event, a plain string, without a close event: the handle is closed first', async () => {
    const { open, handle, clock } = scripted([luxafor]);
    const link = await open();
    handle.emit(
      'error',
      'could not read from HID device: hid_read_timeout: unexpected poll error (device disconnected)',
    );
    await expect(link.closed).resolves.toMatchObject({
      kind: 'lost',
      detail: expect.stringContaining('device disconnected'),
    });
    expect(handle.closes).toBe(1);
    await expect(link.write(Uint8Array.of(0))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await expect(link.getFeature(1, 1)).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await expect(link.setFeature(Uint8Array.of(1))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    handle.emit('error', new Error('again'));
    expect(clock.pending).toBe(0);
  });

  test('an unplug nobody reports is seen at the device node', async () => {
    const { open, node, clock } = scripted([luxafor]);
    const link = await open();
    node.ino++;
    await clock.advance(500);
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
  });

  test('a write that fails or is not taken ends the link', async () => {
    const failing = scripted([luxafor]);
    failing.handle.failure = new TypeError('Cannot write to hid device: No such device');
    const link = await failing.open();
    await expect(link.write(Uint8Array.of(0))).rejects.toThrow('Cannot write to hid device: No such device');
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });

    const stuck = scripted([luxafor]);
    stuck.handle.stuck = true;
    const write = follow((await stuck.open()).write(Uint8Array.of(0)));
    await stuck.clock.advance(5_000);
    expect(write.outcome).toBe('TRANSPORT_WRITE_TIMEOUT');
  });

  test('a refused feature report leaves the link open', async () => {
    const { open, handle } = scripted([luxafor]);
    const link = await open();
    handle.failure = new TypeError('could not get feature report from device');
    await expect(link.getFeature(9, 8)).rejects.toMatchObject({
      code: 'PROTOCOL_REJECTED',
      message: 'hid /dev/hidraw0: could not get feature report from device',
    });
    await expect(link.setFeature(Uint8Array.of(9))).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    handle.failure = undefined;
    await link.write(Uint8Array.of(0));
  });

  test('closing waits for the handle and is idempotent', async () => {
    const { open, handle, clock } = scripted([luxafor]);
    const link = await open();
    await Promise.all([link.close(), link.close()]);
    await expect(link.closed).resolves.toEqual({ kind: 'local', detail: 'closed by us' });
    expect(handle.closes).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe('opening', () => {
  test('a library that cannot be loaded is an error that names it', async () => {
    const load = () => Promise.reject(new Error('libusb-1.0.so.0: cannot open shared object file'));
    await expect(scripted([], { load }).open()).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      message: 'cannot open HID device 04d8:f372: libusb-1.0.so.0: cannot open shared object file',
    });
  });

  test('given up while it opens closes the handle again; given up before opens none', async () => {
    const during = scripted([luxafor], {}, () => during.stop.abort());
    await expect(during.open()).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      message: 'cannot open HID device 04d8:f372: given up',
    });
    expect(during.handle.closes).toBe(1);
    await expect(during.open()).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
    expect(during.opened).toHaveLength(1);
  });

  test('the real node-hid: a device that is absent, or a machine without the libraries it needs', async () => {
    const loads = await import('node-hid')
      .then(({ devicesAsync }) => devicesAsync())
      .then(
        () => true,
        () => false,
      );
    const opening = openHidLink(
      { type: 'hid', usb: { vendorId: 'ffff', productId: 'ffff', serialNumber: 'absent' } },
      { clock: new VirtualClock(), signal: new AbortController().signal },
    );
    await expect(opening).rejects.toMatchObject({
      code: loads ? 'TRANSPORT_PORT_NOT_FOUND' : 'TRANSPORT_OPEN_FAILED',
      message: expect.stringContaining('ffff:ffff'),
    });
  });
});
