import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serveTcp } from '../../../../simulators/server.js';
import { createEscpos, type PrinterView } from '../../../../simulators/ticket-printer/escpos.js';
import { createWorld } from '../../../../simulators/world.js';
import { plugHost } from '../host.js';
import { bytes, createBench } from './bench.js';

const xon = '11';
const xoff = '13';
const line = (text: string, length: number) => `"${text.repeat(length)}"`;

/** ticket-printing.md 2.8: 4 KB of buffer, full at 128 bytes left, free again at 256. */
describe('a host that is held by XOFF', () => {
  const options = { flowControl: 'xonxoff', bufferBytes: 4_096 } as const;

  it('hears it when 128 bytes are left, and XON when 256 are', async () => {
    const { act, send, host, clock, view } = createBench(options);
    act('open-cover');
    send(`"${'x'.repeat(3_967)}"`);
    expect(host.heard()).toBe('');
    send('0A');
    expect(host.heard()).toBe(xoff);
    act('close-cover');
    await clock.advance(10_000);
    expect(host.heard()).toBe(`${xoff} ${xon}`);
    expect(view().protocolErrors).toEqual([]);
  });

  it('hears XON not before: 48 letters of a line are taken at once, so 255 left is not enough', async () => {
    const { act, send, host, clock } = createBench({ ...options, speed: 10 });
    act('open-cover');
    send(`${line('x', 47)} 0A`.repeat(83));
    expect(host.heard()).toBe(xoff);
    act('close-cover');
    await clock.advance(424);
    expect(host.heard()).toBe(xoff);
    await clock.advance(426);
    expect(host.heard()).toBe(`${xoff} ${xon}`);
  });

  it('loses what it sends all the same, once nothing is left; that is noted', () => {
    const { act, send, view } = createBench(options);
    act('open-cover');
    send(`"${'x'.repeat(5_000)}"`);
    expect(view().protocolErrors).toEqual(['receive buffer full: 904 bytes lost']);
  });

  it('still gets real-time answers, and its clear command empties the buffer and lets it go on', () => {
    const { act, send, ask } = createBench(options);
    act('open-cover');
    send(`"${'x'.repeat(4_000)}"`);
    expect(ask('10 04 02')).toBe('16');
    expect(ask('10 14 08 01 03 14 01 06 02 08')).toBe(`${xon} 37 25 00`);
  });

  it('in the 45-byte mode hears it at 16 and 26', () => {
    const { act, send, host } = createBench({ flowControl: 'xonxoff', bufferBytes: 45 });
    act('open-cover');
    send(line('x', 28));
    expect(host.heard()).toBe('');
    send(line('x', 1));
    expect(host.heard()).toBe(xoff);
    act('close-cover');
    expect(host.heard()).toBe(`${xoff} ${xon}`);
  });

  it('is held while the printer is offline where it is set up so; automatic status is on there from the start', () => {
    const { act, host } = createBench({ ...options, busyWhen: 'full-or-offline', byte4: 0 });
    act('open-cover');
    act('close-cover');
    expect(host.heard()).toBe(`3C 00 00 00 ${xoff} 14 00 00 00 ${xon}`);
  });

  it('hears nothing from a silent printer', () => {
    const { act, send, host, printer } = createBench(options);
    printer.setFaults({ silent: true });
    act('open-cover');
    send(`"${'x'.repeat(4_000)}"`);
    expect(host.heard()).toBe('');
  });
});

describe('a serial line', () => {
  it('takes its time both ways: 10 bits a byte', async () => {
    const { send, host, clock } = createBench({ baud: 9_600, instant: true });
    send('10 04 01');
    await clock.advance(3.1);
    expect(host.heard()).toBe('');
    // The third byte is in after 3.125 ms, the answer needs another 1.042.
    await clock.advance(1);
    expect(host.heard()).toBe('');
    await clock.advance(0.1);
    expect(host.heard()).toBe('16');
  });

  it.each([
    [9_600, 9.3],
    [115_200, 0.77],
  ])('of %i baud brings a ticket with a raster QR in %f s (ticket-printing.md 7)', async (baud, seconds) => {
    const { host, clock, view } = createBench({ baud, instant: true });
    host.send(Buffer.concat([bytes('1D 76 30 00 21 00 0E 01'), Buffer.alloc(33 * 270), bytes('"A012" 0A')]));
    await clock.advance(seconds * 970);
    expect(view().uncut).toEqual([]);
    await clock.advance(seconds * 50);
    expect(view().uncut).toMatchObject([{ text: 'A012' }]);
  });

  it('with XOFF loses nothing of a long job when the host obeys, and something when it does not', async () => {
    const job = Array.from({ length: 400 }, (_, at) => `"${String(at).padStart(40, '.')}" 0A`).join(' ');
    const printed = async (hostObeys: boolean) => {
      const { send, view, clock } = createBench({
        baud: 115_200,
        flowControl: 'xonxoff',
        bufferBytes: 4_096,
        speed: 100,
        hostObeys,
      });
      send(job);
      await clock.advance(60_000);
      return { lines: view().uncut.length, errors: view().protocolErrors.length };
    };
    expect(await printed(true)).toEqual({ lines: 400, errors: 0 });
    const lossy = await printed(false);
    expect(lossy.lines).toBeLessThan(400);
    expect(lossy.errors).toBeGreaterThan(0);
  });

  it('lets XOFF fall between the bytes of a block', async () => {
    const { act, host, clock, send } = createBench({ baud: 9_600, flowControl: 'xonxoff', bufferBytes: 45 });
    send('1D 61 0F');
    await clock.advance(20);
    host.forget();
    act('open-cover');
    send(line('x', 40));
    await clock.advance(1);
    expect(host.heard()).toBe('');
    act('close-cover');
    act('open-cover');
    await clock.advance(200);
    expect(
      host
        .heard()
        .split(' ')
        .filter((byte) => byte === xoff),
    ).toHaveLength(1);
    expect(host.heard().replace(` ${xoff}`, '')).toBe('3C 00 00 0F 14 00 00 0F 3C 00 00 0F');
  });
});

describe('a network printer that stops reading', () => {
  const options = { flowControl: 'stop-reading', bufferBytes: 4_096 } as const;

  it('leaves the rest in the network and loses nothing', async () => {
    const { act, send, view, clock } = createBench(options);
    act('open-cover');
    const job = Array.from({ length: 400 }, (_, at) => `"${String(at).padStart(40, '.')}" 0A`).join(' ');
    send(job);
    act('close-cover');
    await clock.advance(60_000);
    expect(view()).toMatchObject({ protocolErrors: [], printing: false });
    expect(view().uncut.map(({ text }) => Number(text.replaceAll('.', '')))).toEqual(
      Array.from({ length: 400 }, (_, at) => at),
    );
  });

  it('tells the line so, once, and takes it up again', () => {
    const { printer, act } = createBench({ ...options, instant: true });
    const told: string[] = [];
    let send: (bytes: Uint8Array) => void = () => {};
    printer.connect({
      write: () => {},
      onBytes(receiver) {
        send = receiver;
      },
      onClose: () => {},
      close: () => {},
      pause: () => told.push('pause'),
      resume: () => told.push('resume'),
    });
    act('open-cover');
    told.length = 0;
    send(bytes(`"${'x'.repeat(3_968)}"`));
    expect(told.at(-1)).toBe('pause');
    act('close-cover');
    expect(told.at(-1)).toBe('resume');
  });

  it('works over TCP: what is larger than its buffer comes out whole', async () => {
    const printer = createEscpos(createWorld({ seed: 1 }), { ...options, instant: true });
    const server = await serveTcp(printer, { port: 0 });
    const socket = connect({ host: server.host, port: server.port });
    try {
      printer.actions['open-cover']?.({});
      const lines = Array.from({ length: 2_000 }, (_, at) => `"${String(at).padStart(40, '.')}" 0A`).join(' ');
      socket.write(bytes(`10 04 01 ${lines} 1D 49 01`));
      expect(await once(socket, 'data')).toEqual([Buffer.of(0x1e)]);
      printer.actions['close-cover']?.({});
      expect(await once(socket, 'data')).toEqual([Buffer.of(0x20)]);
      const view = printer.view() as PrinterView;
      expect(view.protocolErrors).toEqual([]);
      expect(view.uncut.map(({ text }) => Number(text.replaceAll('.', '')))).toEqual(
        Array.from({ length: 2_000 }, (_, at) => at),
      );
    } finally {
      socket.destroy();
      printer.close();
      await server.close();
    }
  });
});

describe('the network board', () => {
  it('closes a connection without data, and only then (2.8)', async () => {
    const { send, host, clock } = createBench({ idleCloseMs: 300_000 });
    await clock.advance(299_000);
    send('10 04 01');
    await clock.advance(299_000);
    expect(host.closed).toBe(false);
    await clock.advance(1_000);
    expect(host.closed).toBe(true);
  });

  it('with a half-open peer hears and says nothing there, refuses others for a while, and then serves again', async () => {
    const { act, ask, host, printer, clock, view } = createBench();
    act('half-open', { refuseMs: 60_000 });
    expect(ask('10 04 01 "lost" 0A')).toBe('');
    expect(host.closed).toBe(false);
    expect(plugHost(printer).closed).toBe(true);
    await clock.advance(60_000);
    expect(view().uncut).toEqual([]);
    const again = plugHost(printer);
    again.send(bytes('10 04 01'));
    expect(again.heard()).toBe('16');
  });
});
