import { stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import { createBus } from '../../drivers/transport/bus.js';
import { formatsOf, formatText } from '../../drivers/transport/line-format.js';
import type { ByteLink, SerialSettings } from '../../drivers/transport/link.js';
import { createLinkOpener } from '../../drivers/transport/open.js';
import { openSerialLink, type SerialOptions } from '../../drivers/transport/serial.js';
import { listenTo } from '../support/ear.js';
import { pseudoTerminals } from '../support/pseudo-terminals.js';

const all256 = Uint8Array.from({ length: 256 }, (_, value) => value);

const terminals = pseudoTerminals();
const plugIn = () => terminals.plugIn('ttyUSB0');

function settings(more: Partial<SerialSettings> = {}): SerialSettings {
  const path = terminals.pathOf('ttyUSB0');
  return {
    type: 'serial',
    path,
    baudRate: 9600,
    dataBits: 8,
    parity: 'none',
    stopBits: 1,
    flowControl: 'none',
    ...more,
  };
}

async function open(more: Partial<SerialSettings> = {}, options: Partial<SerialOptions> = {}): Promise<ByteLink> {
  const signal = new AbortController().signal;
  return terminals.closeAfter(await openSerialLink(settings(more), { clock: systemClock, signal, ...options }));
}

describe('a serial port', () => {
  test('carries all 256 byte values both ways, unchanged', async () => {
    const device = await plugIn();
    const link = await open();
    await link.write(all256);
    expect(await device.atLeast(256)).toEqual([...all256]);
    const bytes = listenTo(link).atLeast(256);
    device.write(all256);
    expect(await bytes).toEqual([...all256]);
  });

  test('carries a long write whole and in order', async () => {
    const device = await plugIn();
    const link = await open({ baudRate: 115_200 });
    const long = Uint8Array.from({ length: 60_000 }, (_, index) => (index * 7) % 251);
    await Promise.all([link.write(long.subarray(0, 20_000)), link.write(long.subarray(20_000))]);
    expect(await device.atLeast(long.length)).toEqual([...long]);
  });

  test.each<Partial<SerialSettings>>([
    { baudRate: 1200 },
    { baudRate: 4800, parity: 'even' },
    { baudRate: 9600, dataBits: 7, parity: 'odd', stopBits: 2 },
    { baudRate: 19_200, flowControl: 'software' },
    { baudRate: 115_200, flowControl: 'hardware' },
  ])('accepts %o', async (more) => {
    const device = await plugIn();
    const link = await open(more);
    await link.write(Uint8Array.of(0x31, 0x32));
    expect(await device.atLeast(2)).toEqual([0x31, 0x32]);
  });

  test('is opened by the opener the gateway uses', async () => {
    const device = await plugIn();
    const opened = await createLinkOpener({ clock: systemClock })(settings(), new AbortController().signal);
    const link = terminals.closeAfter(opened);
    await link.write(Uint8Array.of(1));
    expect(await device.atLeast(1)).toEqual([1]);
  });

  test('carries a bus', async () => {
    const device = await plugIn();
    const bus = createBus({ name: 'rs485-1', open: () => open(), clock: systemClock, random: Math.random });
    const answer = bus.member('board-1').transact({
      label: 'ping',
      request: Uint8Array.of(5),
      timeoutMs: 5_000,
      decoder: () => (chunk) => chunk.at(-1),
    });
    await device.atLeast(1);
    device.write(Uint8Array.of(6));
    await expect(answer).resolves.toBe(6);
    await bus.close();
  });
});

test('a line that looks for its format opens the same port again and again', async () => {
  const device = await plugIn();
  const link = settings({ alternatives: [{ dataBits: 7, parity: 'even' }, { baudRate: 4800 }] });
  const opened: string[] = [];
  const bus = createBus({
    name: 'rs485-1',
    formats: formatsOf(link),
    open: async (_signal, format) => {
      opened.push(format ? formatText(format) : 'none');
      return open(format);
    },
    clock: systemClock,
    random: Math.random,
  });
  const answer = bus.member('board-1').transact({
    label: 'ping',
    request: Uint8Array.of(5),
    timeoutMs: 300,
    decoder: () => (chunk) => chunk.at(-1),
  });
  await device.atLeast(5);
  device.write(Uint8Array.of(6));
  await expect(answer).resolves.toBe(6);
  expect(opened).toEqual(['9600 8N1', '9600 7E1', '4800 8N1']);
  expect(bus.stats()).toMatchObject({ format: '4800 8N1', opens: 3, losses: 0, answered: 1 });
  await bus.close();
});

describe('a serial port that goes away', () => {
  test('because its far end died: the link is lost', async () => {
    const device = await plugIn();
    const link = await open();
    await link.write(Uint8Array.of(1));
    await device.atLeast(1);
    await device.kill();
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
    await expect(link.write(Uint8Array.of(2))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });

  test('while bytes stream in, when serialport may miss it: the link is lost', async () => {
    const device = await plugIn();
    const link = await open();
    const streaming = listenTo(link).atLeast(5_000);
    for (let n = 0; n < 100; n++) device.write(new Uint8Array(100).fill(n));
    await streaming;
    await device.kill();
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
  });

  test('because its node is gone, although nothing hangs up: the link is lost', async () => {
    const device = await plugIn();
    let removed = false;
    const look: SerialOptions['stat'] = (path) => stat(removed ? `${path}-removed` : path);
    const link = await open({}, { stat: look, watchIntervalMs: 20 });
    await link.write(Uint8Array.of(1));
    await device.atLeast(1);
    removed = true;
    await expect(link.closed).resolves.toMatchObject({
      kind: 'lost',
      detail: expect.stringMatching(/^device node \/dev\/pts\/\d+ is gone$/),
    });
    await expect(link.write(Uint8Array.of(2))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
  });

  test('and comes back: a fresh link, and no byte of the old one', async () => {
    const old = await plugIn();
    const first = await open();
    const heard = listenTo(first).atLeast(1);
    old.write(Uint8Array.of(7));
    await heard;
    await old.kill();
    const stale = first.write(Uint8Array.of(0xc0, 0xff, 0xee)).catch((error: { code: string }) => error.code);
    await first.closed;
    await expect(first.write(Uint8Array.of(0xde, 0xad))).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    expect(await stale).toBe('TRANSPORT_CLOSED');

    const device = await plugIn();
    const second = await open();
    await second.write(Uint8Array.of(1, 2, 3));
    expect(await device.atLeast(3)).toEqual([1, 2, 3]);
    const fresh = listenTo(second).atLeast(1);
    device.write(Uint8Array.of(8));
    expect(await fresh).toEqual([8]);
  });

  test('absent at the opening: an error that may pass', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED', retryable: true });
    await plugIn();
    await open();
  });
});

describe('closing a serial port', () => {
  test('releases it: it can be opened again at once', async () => {
    await plugIn();
    for (let round = 0; round < 5; round++) {
      const link = await open();
      await link.write(Uint8Array.of(round));
      await link.close();
      await expect(link.closed).resolves.toMatchObject({ kind: 'local' });
    }
  });

  test('is needed first: a port in use is locked, and that may pass', async () => {
    await plugIn();
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      retryable: true,
      message: expect.stringContaining('lock'),
    });
    await first.close();
    await open();
  });
});
