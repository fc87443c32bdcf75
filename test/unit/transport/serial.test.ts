import { EventEmitter } from 'node:events';
import { SerialPort } from 'serialport';
import { describe, expect, test } from 'vitest';
import type { SerialSettings } from '../../../drivers/transport/link.js';
import { openSerialLink, type SerialOptions, serialportOptions } from '../../../drivers/transport/serial.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { follow } from './bus-line.js';

const settings: SerialSettings = {
  type: 'serial',
  path: '/dev/ttyUSB0',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  flowControl: 'none',
};
const disconnected = Object.assign(new Error('bad file descriptor'), { disconnected: true });

type Callback = (error?: Error | null) => void;

/** serialport's port as it was seen to behave at unplugs (usb-hotplug.md, "exact texts"). */
class ScriptedPort extends EventEmitter {
  isOpen = false;
  closing = false;
  flushes = 0;
  closes = 0;
  readonly written: number[][] = [];
  onOpen: (callback: Callback) => void = (callback) => this.opened(callback);
  onWrite: (callback: Callback) => void = (callback) => callback();

  constructor(readonly options: Record<string, unknown>) {
    super();
  }

  open(callback: Callback): void {
    this.onOpen(callback);
  }

  opened(callback: Callback): void {
    this.isOpen = true;
    callback(null);
  }

  write(bytes: Uint8Array, _encoding: undefined, callback: Callback): void {
    this.written.push([...bytes]);
    this.onWrite(callback);
  }

  flush(callback: Callback): void {
    this.flushes++;
    callback(null);
  }

  close(callback: Callback): void {
    this.closes++;
    const error = this.isOpen ? null : new Error('Port is not open');
    if (this.isOpen) this.vanish(undefined);
    callback(error);
  }

  /** What serialport does by itself when it notices an unplug. */
  vanish(error: Error | undefined): void {
    this.isOpen = false;
    this.emit('close', error);
  }
}

function scripted(options: Partial<SerialOptions> = {}, prepare: (port: ScriptedPort) => void = () => {}) {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const ports: ScriptedPort[] = [];
  class Port extends ScriptedPort {
    constructor(settings: Record<string, unknown>) {
      super(settings);
      ports.push(this);
      prepare(this);
    }
  }
  const load = async () => ({ SerialPort: Port as unknown as typeof SerialPort });
  const node = { dev: 5, ino: 100, rdev: 48128 };
  const stat = async () => ({ ...node });
  const open = (more: Partial<SerialSettings> = {}) =>
    openSerialLink({ ...settings, ...more }, { clock, signal: stop.signal, load, stat, ...options });
  return { clock, stop, ports, node, open };
}

describe('opening', () => {
  test.each([
    ['none', { rtscts: false, xon: false, xoff: false, xany: false }],
    ['hardware', { rtscts: true, xon: false, xoff: false, xany: false }],
    ['software', { rtscts: false, xon: true, xoff: false, xany: false }],
  ] as const)(
    'flow control %s in serialport’s words; the port is locked and never opens by itself',
    (flowControl, flow) => {
      expect(serialportOptions({ ...settings, flowControl }, '/dev/ttyS1')).toEqual({
        path: '/dev/ttyS1',
        baudRate: 9600,
        dataBits: 8,
        parity: 'none',
        stopBits: 1,
        autoOpen: false,
        lock: true,
        ...flow,
      });
    },
  );

  test('by USB identity looks the port up at each opening', async () => {
    let path = '/dev/ttyUSB0';
    const list = async () => [{ path, vendorId: '1A86', productId: '7523' }];
    const { open, ports } = scripted({ list });
    const identity = { path: undefined, usb: { vendorId: '1a86', productId: '7523' } };
    expect((await open(identity)).name).toBe('serial /dev/ttyUSB0');
    path = '/dev/ttyUSB4';
    expect((await open(identity)).name).toBe('serial /dev/ttyUSB4');
    expect(ports.map((port) => port.options.path)).toEqual(['/dev/ttyUSB0', '/dev/ttyUSB4']);
  });

  test('an identity that is not plugged in, and settings without any place', async () => {
    const { open } = scripted({ list: async () => [] });
    await expect(open({ path: undefined, usb: { vendorId: '1a86', productId: '7523' } })).rejects.toMatchObject({
      code: 'TRANSPORT_PORT_NOT_FOUND',
    });
    await expect(open({ path: undefined })).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
  });

  test('a lock that lingers after a close is worth another try', async () => {
    const busy = new Error('Error: Resource temporarily unavailable Cannot lock port');
    const { open } = scripted({}, (port) => {
      port.onOpen = (callback) => callback(busy);
    });
    await expect(open()).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      retryable: true,
      message: 'cannot open serial port /dev/ttyUSB0: Resource temporarily unavailable Cannot lock port',
    });
  });

  test('a module that cannot be loaded is an error of opening', async () => {
    const { open } = scripted({ load: () => Promise.reject(new Error('no native build was found')) });
    await expect(open()).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
  });

  test('what the line gathered before is thrown away', async () => {
    const { open, ports } = scripted();
    await open();
    expect(ports[0]!.flushes).toBe(1);
  });

  test('given up, or hanging for 10 s, it fails; a port that opens afterwards is closed again', async () => {
    for (const end of ['given up', 'not open within 10000 ms']) {
      let answer: () => void = () => {};
      const { open, ports, clock, stop } = scripted({}, (port) => {
        port.onOpen = (callback) => (answer = () => port.opened(callback));
      });
      const opening = expect(open()).rejects.toThrow(`cannot open serial port /dev/ttyUSB0: ${end}`);
      // The look at the node is real file access.
      while (clock.pending === 0) await settle();
      if (end === 'given up') stop.abort();
      await clock.advance(10_000);
      await opening;
      expect(clock.pending).toBe(0);
      answer();
      expect(ports[0]!.isOpen).toBe(false);
    }
  });

  test('already given up it opens nothing', async () => {
    const { open, stop, ports } = scripted();
    stop.abort();
    await expect(open()).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
    expect(ports[0]!.isOpen).toBe(false);
  });
});

describe('an unplug', () => {
  test('of an idle port: one close event with an error', async () => {
    const { open, ports, clock } = scripted();
    const link = await open();
    ports[0]!.vanish(disconnected);
    await expect(link.closed).resolves.toEqual({ kind: 'lost', detail: 'bad file descriptor' });
    expect(clock.pending).toBe(0);
  });

  const notOpen = new Error('Port is not open');
  const eio = new Error('EIO: i/o error, write');
  test.each<{ seen: string; failure: Error; events: [name: string, error?: Error][] }>([
    { seen: 'a', failure: notOpen, events: [['close', disconnected], ['error', notOpen], ['close']] },
    { seen: 'b', failure: notOpen, events: [['error', notOpen], ['close'], ['close', disconnected]] },
    { seen: 'c', failure: eio, events: [['error', eio], ['close'], ['close', disconnected]] },
  ])(
    'in the middle of a write, as seen in case $seen: one end, one rejection, nothing escapes',
    async ({ failure, events }) => {
      let fail: Callback = () => {};
      const { open, ports, clock } = scripted({}, (port) => {
        port.onWrite = (callback) => (fail = callback);
      });
      const link = await open();
      const port = ports[0]!;
      const write = follow(link.write(Uint8Array.of(1)));
      port.isOpen = false;
      fail(failure);
      for (const [name, error] of events) port.emit(name, error);
      await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
      await settle();
      expect(write.outcome).toBe('TRANSPORT_CLOSED');
      expect(clock.pending).toBe(0);
    },
  );

  test('told by an error alone: the port is closed', async () => {
    const { open, ports } = scripted();
    const link = await open();
    ports[0]!.emit('error', eio);
    await expect(link.closed).resolves.toEqual({ kind: 'lost', detail: 'EIO: i/o error, write' });
    expect(ports[0]!.closes).toBe(1);
  });

  test('that serialport never reports is seen at the device node, and the port is closed', async () => {
    const { open, ports, clock, node } = scripted();
    const link = await open();
    const closed = follow(link.closed);
    await clock.advance(10_000);
    expect(closed.outcome).toBe('pending');
    node.ino = 101;
    await clock.advance(500);
    expect(closed.outcome).toMatchObject({
      kind: 'lost',
      detail: expect.stringContaining('/dev/ttyUSB0 was replaced'),
    });
    expect(ports[0]).toMatchObject({ isOpen: false, closes: 1 });
    expect(clock.pending).toBe(0);
  });

  test('nothing is written to a port that is not open: it would be kept and sent after the next plug', async () => {
    const { open, ports } = scripted();
    const link = await open();
    ports[0]!.isOpen = false;
    await expect(link.write(Uint8Array.of(0xc0, 0xff, 0xee))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
    await expect(link.write(Uint8Array.of(0xc0))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    expect(ports[0]!.written).toEqual([]);
  });

  test('a new link is a new port object', async () => {
    const { open, ports } = scripted();
    const first = await open();
    ports[0]!.vanish(disconnected);
    await first.closed;
    const second = await open();
    await second.write(Uint8Array.of(1));
    expect(ports.map(({ written }) => written)).toEqual([[], [[1]]]);
  });

  test('an error after the end does not escape', async () => {
    const { open, ports } = scripted();
    const link = await open();
    await link.close();
    ports[0]!.emit('error', new Error('Port is not open'));
    ports[0]!.emit('close', disconnected);
    await expect(link.closed).resolves.toEqual({ kind: 'local', detail: 'closed by us' });
  });
});

describe('closing', () => {
  test('lets the system send what it has, once', async () => {
    const { open, ports, clock } = scripted();
    const link = await open();
    await link.write(Uint8Array.of(1));
    await Promise.all([link.close(), link.close()]);
    expect(ports[0]).toMatchObject({ closes: 1, flushes: 1 });
    expect(clock.pending).toBe(0);
  });

  test('throws away the rest of a write that is stuck', async () => {
    const { open, ports, clock } = scripted({}, (port) => {
      port.onWrite = () => {};
    });
    const link = await open();
    const write = follow(link.write(Uint8Array.of(1), { timeoutMs: 1_000 }));
    await clock.advance(1_000);
    expect(write.outcome).toBe('TRANSPORT_WRITE_TIMEOUT');
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
    expect(ports[0]).toMatchObject({ closes: 1, flushes: 2 });
  });

  test.each([
    ['hardware', 'the device keeps CTS off'],
    ['software', 'the device sent XOFF and no XON after it'],
  ] as const)('a write that is held back names flow control %s', async (flowControl, why) => {
    const { open, clock } = scripted({}, (port) => {
      port.onWrite = () => {};
    });
    const link = await open({ flowControl });
    const failed = expect(link.write(Uint8Array.of(1))).rejects.toThrow(
      `serial /dev/ttyUSB0: the peer did not take our bytes within 5000 ms: flowControl ${flowControl}: ${why}`,
    );
    await clock.advance(5_000);
    await failed;
  });

  test('with flow control gives the line the time the bytes need, then throws away what the device holds back', async () => {
    const { open, ports, clock } = scripted();
    const link = await open({ flowControl: 'hardware' });
    await link.write(new Uint8Array(960));
    const closing = follow(link.close());
    // 960 bytes at 9600 baud are 1 s on the wire.
    await clock.advance(1_000);
    expect(ports[0]).toMatchObject({ closes: 0, flushes: 1 });
    await clock.advance(100);
    expect(closing.outcome).toBeUndefined();
    expect(ports[0]).toMatchObject({ closes: 1, flushes: 2 });
    expect(clock.pending).toBe(0);
  });

  test('with flow control waits 5 s at most, and not at all when nothing was written lately', async () => {
    for (const [bytes, waitMs] of [
      [96_000, 5_000],
      [0, 0],
    ] as const) {
      const { open, ports, clock } = scripted();
      const link = await open({ flowControl: 'software' });
      await link.write(new Uint8Array(bytes));
      const closing = follow(link.close());
      await clock.advance(Math.max(0, waitMs - 1));
      expect(closing.outcome).toBe(waitMs > 0 ? 'pending' : undefined);
      await clock.advance(1);
      expect(closing.outcome).toBeUndefined();
      expect(ports[0]).toMatchObject({ closes: 1, flushes: 2 });
    }
  });

  test('waits for a port that is already closing by itself', async () => {
    const { open, ports } = scripted();
    const link = await open();
    const port = ports[0]!;
    Object.assign(port, { isOpen: false, closing: true });
    const closing = follow(link.close());
    await settle();
    expect(closing.outcome).toBe('pending');
    port.emit('close', disconnected);
    await settle();
    expect(closing.outcome).toBeUndefined();
    expect(port.closes).toBe(0);
  });
});

test('the real serialport: a device that is absent', async () => {
  const opening = openSerialLink(
    { ...settings, path: '/dev/ttyUSB-absent' },
    { clock: new VirtualClock(), signal: new AbortController().signal, load: async () => ({ SerialPort }) },
  );
  await expect(opening).rejects.toMatchObject({
    code: 'TRANSPORT_OPEN_FAILED',
    message: expect.stringMatching(/^cannot open serial port \/dev\/ttyUSB-absent: No such file or directory/),
  });
});
