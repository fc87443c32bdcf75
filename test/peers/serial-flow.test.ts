import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import type { ByteLink, SerialSettings } from '../../drivers/transport/link.js';
import { openSerialLink } from '../../drivers/transport/serial.js';
import { listenTo } from '../support/ear.js';
import { pseudoTerminals } from '../support/pseudo-terminals.js';
import type { PseudoTerminal } from '../support/socat.js';

/*
 * Software flow control is the work of the kernel's terminal layer, which a pseudo-terminal has like any serial port.
 * Hardware flow control cannot be shown on one: it has no CTS. There, that the setting reaches serialport is tested in
 * unit/transport/serial.test.ts; the rest is the kernel's and the cable's.
 */

const [xon, xoff] = [0x11, 0x13];
/** With every byte value in it, XON and XOFF too: going out they are data. */
const ticket = Uint8Array.from({ length: 20_000 }, (_, index) => (index * 7) % 256);

const terminals = pseudoTerminals();

interface Printer {
  readonly device: PseudoTerminal;
  readonly link: ByteLink;
  readonly heard: number[];
  /** Resolves when the link has heard this from the device, and with it all that was said before. */
  says(...bytes: number[]): Promise<void>;
}

async function printer(flowControl: SerialSettings['flowControl'], name = 'ttyS0'): Promise<Printer> {
  const device = await terminals.plugIn(name);
  const settings = { type: 'serial', baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 } as const;
  const signal = new AbortController().signal;
  const opened = await openSerialLink({ ...settings, path: device.path, flowControl }, { clock: systemClock, signal });
  const link = terminals.closeAfter(opened);
  const { bytes: heard, atLeast } = listenTo(link);
  const says = async (...bytes: number[]) => {
    const last = bytes.filter((byte) => flowControl !== 'software' || (byte !== xon && byte !== xoff)).length;
    const count = heard.length + last;
    device.write(Uint8Array.from(bytes));
    await atLeast(count);
  };
  return { device, link, heard, says };
}

describe('software flow control', () => {
  test('stops at XOFF, goes on at XON, and the ticket is whole', async () => {
    const { device, link, says } = await printer('software');
    for (let round = 1; round <= 3; round++) {
      await says(xoff, 0x12);
      let done = false;
      const write = link.write(ticket, { timeoutMs: 30_000 }).then(() => (done = true));
      // Answers go on during a pause, and none of them ends it.
      for (let answer = 0; answer < 20; answer++) await says(0x16);
      expect(device.received.length).toBe((round - 1) * ticket.length);
      expect(done).toBe(false);
      device.write(Uint8Array.of(xon));
      await write;
      const received = await device.atLeast(round * ticket.length);
      expect(Buffer.from(received.slice(-ticket.length)).equals(ticket)).toBe(true);
    }
  });

  test('XOFF and XON in the middle of answers never reach the driver', async () => {
    const { heard, says } = await printer('software');
    await says(0x10, xoff, 0x00, 0x00, xon, 0x0f, xoff, xon, 0x12);
    expect(heard).toEqual([0x10, 0x00, 0x00, 0x0f, 0x12]);
  });

  test('is off where it is not set: XOFF and XON are data', async () => {
    const { device, link, heard, says } = await printer('none');
    await says(xoff, xon);
    expect(heard).toEqual([xoff, xon]);
    await link.write(ticket);
    expect(await device.atLeast(ticket.length)).toEqual([...ticket]);
  });
});

describe('printers that send XOFF and never XON', () => {
  test('end their own write with an error that names flow control', async () => {
    const { link, says } = await printer('software');
    await says(xoff, 0x12);
    await expect(link.write(ticket, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'TRANSPORT_WRITE_TIMEOUT',
      message: expect.stringMatching(/within 200 ms: flowControl software: the device sent XOFF and no XON/),
    });
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
  });

  test('four of them hold up no file and no fifth printer, and all close at once', async () => {
    const four = await Promise.all([1, 2, 3, 4].map((n) => printer('software', `ttyS${n}`)));
    const fifth = await printer('software', 'ttyS5');
    await Promise.all(four.map(({ says }) => says(xoff, 0x12)));
    let over = 0;
    const writes = four.map(({ link }) =>
      link.write(ticket, { timeoutMs: 30_000 }).catch((error: { code: string }) => {
        over++;
        return error.code;
      }),
    );
    for (let n = 0; n < 20; n++) await readFile(import.meta.filename);
    await fifth.link.write(ticket);
    expect(await fifth.device.atLeast(ticket.length)).toEqual([...ticket]);
    expect(over).toBe(0);
    const start = performance.now();
    await Promise.all(four.map(({ link }) => link.close()));
    const closeMs = performance.now() - start;
    process.stdout.write(`four serial printers held at XOFF closed in ${closeMs.toFixed(1)} ms\n`);
    expect(closeMs).toBeLessThan(1_000);
    expect(await Promise.all(writes)).toEqual(Array(4).fill('TRANSPORT_CLOSED'));
  });

  test('a short write that the kernel keeps does not hold up the close, and is not sent by the next link', async () => {
    const { device, link, says } = await printer('software');
    await says(xoff, 0x12);
    await link.write(Uint8Array.of(1, 2, 3), { timeoutMs: 200 }).catch(() => {});
    await link.close();
    device.write(Uint8Array.of(xon));
    const signal = new AbortController().signal;
    const next = await openSerialLink(
      {
        type: 'serial',
        path: device.path,
        baudRate: 9600,
        dataBits: 8,
        parity: 'none',
        stopBits: 1,
        flowControl: 'none',
      },
      { clock: systemClock, signal },
    );
    terminals.closeAfter(next);
    await next.write(Uint8Array.of(9));
    expect(await device.atLeast(1)).toEqual([9]);
  });
});
