import { mkdir, mkdtemp, open as openFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import type { ByteLink, UsbPrinterSettings } from '../../../drivers/transport/link.js';
import { createLinkOpener } from '../../../drivers/transport/open.js';
import { openUsbPrinterLink, type UsbPrinterOptions } from '../../../drivers/transport/usb-printer.js';
import { printerFile } from '../../../drivers/transport/usb-printer-file.js';
import { listenTo } from '../../support/ear.js';
import { type PipePrinter, pipePrinter } from '../../support/pipe-printer.js';
import { follow } from './bus-line.js';

const never = new AbortController().signal;
const all256 = Uint8Array.from({ length: 256 }, (_, value) => value);
const pattern = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7) % 251);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function plugIn(): Promise<PipePrinter> {
  const printer = await pipePrinter();
  ends.push(() => printer.remove());
  return printer;
}

async function open(printer: PipePrinter, options: Partial<UsbPrinterOptions> = {}): Promise<ByteLink> {
  const settings: UsbPrinterSettings = { type: 'usb-printer', path: printer.path };
  const { openFile } = printer;
  const link = await openUsbPrinterLink(settings, { clock: systemClock, signal: never, openFile, ...options });
  ends.push(() => link.close());
  return link;
}

describe('a USB printer over real pipes', () => {
  test('takes and gives every byte value unchanged', async () => {
    const printer = await plugIn();
    const link = await open(printer);
    expect(link.name).toBe(`usb-printer ${printer.path}`);
    await link.write(all256);
    expect([...(await printer.takeAll(256))]).toEqual([...all256]);
    const heard = listenTo(link);
    await printer.say(all256);
    expect(await heard.atLeast(256)).toEqual([...all256]);
  });

  test('gets 60 kB whole and in order through a slow reader, writes one after the other', async () => {
    const printer = await plugIn();
    const link = await open(printer);
    const long = pattern(60_000);
    const received = printer.takeAll(long.length, 777);
    await Promise.all([
      link.write(long.subarray(0, 1)),
      link.write(long.subarray(1, 40_000)),
      link.write(long.subarray(40_000)),
    ]);
    expect((await received).equals(long)).toBe(true);
  });

  test('gets 1 MB whole, although only 64 kB fit at a time; the write waits until the kernel has it all', async () => {
    const printer = await plugIn();
    const link = await open(printer);
    const long = pattern(1_000_000);
    const write = follow(link.write(long));
    const first = await printer.takeAll(900_000, 50_000);
    expect(write.outcome).toBe('pending');
    const last = await printer.takeAll(100_000, 50_000);
    expect(Buffer.concat([first, last]).equals(long)).toBe(true);
    await link.close();
  });

  test('that takes nothing ends the link after the write time-out, and the text says what may be wrong', async () => {
    const printer = await plugIn();
    const link = await open(printer);
    await expect(link.write(pattern(100_000), { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'TRANSPORT_WRITE_TIMEOUT',
      message: expect.stringMatching(
        /did not take our bytes within 50 ms: the printer is out of paper, open, busy or stuck$/,
      ),
    });
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost' });
  });

  test('is closed at once in the middle of a write, and nothing more of it comes, nor with the next link', async () => {
    const printer = await plugIn();
    const link = await open(printer);
    const write = link.write(pattern(1_000_000));
    const failed = expect(write).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await printer.takeAll(100_000);
    await link.close();
    await failed;
    await expect(link.closed).resolves.toEqual({ kind: 'local', detail: 'closed by us' });
    expect((await printer.rest()).length).toBeLessThanOrEqual(65_536);
    const next = await open(printer);
    await next.write(Uint8Array.of(1, 2, 3));
    expect([...(await printer.rest())]).toEqual([1, 2, 3]);
  });

  test('hears no answer to a question of the link before', async () => {
    const printer = await plugIn();
    const first = await open(printer);
    await first.close();
    await printer.say(Uint8Array.of(0x12, 0x16));
    const second = await open(printer);
    const heard = listenTo(second);
    await printer.say(Uint8Array.of(0x1a));
    expect(await heard.atLeast(1)).toEqual([0x1a]);
  });

  test('is lost when its node goes, and when another stands in its place', async () => {
    for (const replaced of [false, true]) {
      const printer = await plugIn();
      const link = await open(printer, { watchIntervalMs: 5 });
      // In one step: between a removal and a new file a look could come.
      if (replaced) await writeFile(`${printer.path}-other`, '');
      await (replaced ? rename(`${printer.path}-other`, printer.path) : rename(printer.path, `${printer.path}-away`));
      await expect(link.closed).resolves.toMatchObject({
        kind: 'lost',
        detail: expect.stringContaining(`${printer.path} ${replaced ? 'was replaced' : 'is gone'}`),
      });
      await expect(link.write(all256)).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    }
  });

  test('is opened by path by the opener the gateway uses: a single pipe gives our own bytes back', async () => {
    const printer = await plugIn();
    const link = await createLinkOpener({ clock: systemClock })({ type: 'usb-printer', path: printer.path }, never);
    ends.push(() => link.close());
    const heard = listenTo(link);
    await link.write(Uint8Array.of(7, 8));
    expect(await heard.atLeast(2)).toEqual([7, 8]);
  });
});

describe('what is no printer', () => {
  const opening = (path: string) =>
    openUsbPrinterLink({ type: 'usb-printer', path }, { clock: systemClock, signal: never });

  test('an absent device: says what may be the reason', async () => {
    await expect(opening('/dev/usb/lp-absent')).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      retryable: true,
      message:
        "cannot open USB printer /dev/usb/lp-absent: ENOENT: no such file or directory, open '/dev/usb/lp-absent' (the printer is off, unplugged or has another number now, or the kernel module usblp is not loaded)",
    });
  });

  test('a regular file in its place takes no ticket', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'printer-'));
    ends.push(() => rm(directory, { recursive: true }));
    const path = join(directory, 'lp0');
    await writeFile(path, 'x');
    await expect(opening(path)).rejects.toThrow(
      `cannot open USB printer ${path}: it is a regular file, not a printer device; remove it`,
    );
    expect((await stat(path)).size).toBe(1);
    await mkdir(join(directory, 'lp1'));
    await expect(opening(join(directory, 'lp1'))).rejects.toThrow(/EISDIR/);
  });

  test('settings without any place', async () => {
    await expect(
      openUsbPrinterLink({ type: 'usb-printer' }, { clock: systemClock, signal: never }),
    ).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
  });
});

test('asking whether the printer has it all makes a real write of no bytes, which reaches the driver', async () => {
  const full = await openFile('/dev/full', 'r+');
  ends.push(() => full.close());
  await expect(printerFile(full, full).drained()).rejects.toMatchObject({ code: 'ENOSPC' });
});
