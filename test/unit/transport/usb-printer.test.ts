import { mkdir, mkdtemp, open as openFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import type { ByteLink, UsbPrinterSettings } from '../../../drivers/transport/link.js';
import { createLinkOpener } from '../../../drivers/transport/open.js';
import { openUsbPrinterLink, type UsbPrinterOptions } from '../../../drivers/transport/usb-printer.js';
import { type PrinterFile, printerFile } from '../../../drivers/transport/usb-printer-file.js';
import { type PipePrinter, pipePrinter } from '../../support/pipe-printer.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
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

function heardBy(link: ByteLink): { readonly bytes: number[]; atLeast(count: number): Promise<number[]> } {
  const bytes: number[] = [];
  let wake = () => {};
  link.onData((chunk) => {
    bytes.push(...chunk);
    wake();
  });
  const atLeast = async (count: number) => {
    while (bytes.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return bytes;
  };
  return { bytes, atLeast };
}

describe('a USB printer over real pipes', () => {
  test('takes and gives every byte value unchanged', async () => {
    const printer = await plugIn();
    const link = await open(printer);
    expect(link.name).toBe(`usb-printer ${printer.path}`);
    await link.write(all256);
    expect([...(await printer.takeAll(256))]).toEqual([...all256]);
    const heard = heardBy(link);
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
    const heard = heardBy(second);
    await printer.say(Uint8Array.of(0x1a));
    expect(await heard.atLeast(1)).toEqual([0x1a]);
  });

  test('is lost when its node goes, and when another stands in its place', async () => {
    for (const replaced of [false, true]) {
      const printer = await plugIn();
      const link = await open(printer, { watchIntervalMs: 5 });
      await rename(printer.path, `${printer.path}-away`);
      if (replaced) await writeFile(printer.path, '');
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
    const heard = heardBy(link);
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

const systemError = (code: string, text: string) => Object.assign(new Error(`${code}: ${text}`), { code });
const transfer = 8_192;

/** The kernel's usblp driver under O_NONBLOCK, after its source: one transfer of 8 KiB under way, counted as written. */
class Usblp implements PrinterFile {
  /** What the printer has in hand. */
  readonly printed: number[] = [];
  readonly answers: Uint8Array[] = [];
  reads = 0;
  closes = 0;
  /** What every call answers from now on. */
  failure: Error | undefined;
  #underWay: number[] | undefined;

  async write(bytes: Uint8Array): Promise<number> {
    if (this.failure) throw this.failure;
    if (this.#underWay) return 0;
    this.#underWay = [...bytes.subarray(0, transfer)];
    return this.#underWay.length;
  }

  async drained(): Promise<boolean> {
    if (this.failure) throw this.failure;
    return this.#underWay === undefined;
  }

  async read(): Promise<Uint8Array | undefined> {
    this.reads++;
    if (this.failure) throw this.failure;
    return this.answers.shift();
  }

  async close(): Promise<void> {
    this.closes++;
    this.#underWay = undefined;
  }

  /** The printer takes what is under way. */
  takes(): void {
    this.printed.push(...(this.#underWay ?? []));
    this.#underWay = undefined;
  }
}

/** A link over it; time stands still but for what the test advances. */
async function overUsblp(options: Partial<UsbPrinterOptions> = {}) {
  const [clock, usblp] = [new VirtualClock(), new Usblp()];
  const node = { dev: 5, ino: 100, rdev: 46080 };
  const opening = openUsbPrinterLink(
    { type: 'usb-printer', path: '/dev/usb/lp0' },
    { clock, signal: never, openFile: async () => usblp, stat: async () => node, ...options },
  );
  opening.catch(() => {});
  while (clock.pending === 0) await settle();
  await clock.advance(40);
  return { clock, usblp, link: await opening };
}

describe('the printer device of the kernel', () => {
  test('counts a transfer as written at once; the link does not: a write is done when the printer has it', async () => {
    const { clock, usblp, link } = await overUsblp();
    const write = follow(link.write(Uint8Array.of(0x10, 4, 1), { timeoutMs: 3_000 }));
    await clock.advance(2_900);
    expect(write.outcome).toBe('pending');
    usblp.takes();
    await clock.advance(20);
    expect(write.outcome).toBeUndefined();
    expect(usblp.printed).toEqual([0x10, 4, 1]);
  });

  test('takes 20 kB in three transfers, each as soon as the one before is out', async () => {
    const { clock, usblp, link } = await overUsblp();
    const long = pattern(20_000);
    const write = follow(link.write(long));
    for (let round = 0; round < 3; round++) {
      await clock.advance(20);
      expect(write.outcome).toBe('pending');
      usblp.takes();
    }
    await clock.advance(20);
    expect(write.outcome).toBeUndefined();
    expect(usblp.printed).toEqual([...long]);
  });

  test.each([
    ['EIO', 'i/o error, write', /EIO.*\(the transfer failed; /],
    ['ENODEV', 'no such device, write', /ENODEV.*\(the printer was switched off or unplugged\)/],
    ['ENOSPC', 'no space left on device, write', /ENOSPC.*\(the printer is out of paper\)/],
  ])('%s ends the link and every write under way, once, with its meaning', async (code, text, meaning) => {
    const { clock, usblp, link } = await overUsblp();
    const writes = Promise.allSettled([link.write(pattern(20_000)), link.write(all256)]);
    usblp.failure = systemError(code, text);
    await clock.advance(20);
    expect(await writes).toMatchObject([
      { reason: { code: 'TRANSPORT_CLOSED', message: expect.stringMatching(meaning) } },
      { reason: { code: 'TRANSPORT_CLOSED', message: expect.stringMatching(meaning) } },
    ]);
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost', detail: expect.stringMatching(meaning) });
    expect(usblp.closes).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test('what it says before anybody listens is kept', async () => {
    const { clock, usblp, link } = await overUsblp();
    usblp.answers.push(Uint8Array.of(1, 2), Uint8Array.of(3));
    await clock.advance(20);
    expect(heardBy(link).bytes).toEqual([1, 2, 3]);
  });

  test('an unplug of an idle printer is heard at the next look', async () => {
    const { clock, usblp, link } = await overUsblp();
    await clock.advance(20_000);
    usblp.failure = systemError('ENODEV', 'no such device, read');
    await clock.advance(100);
    await expect(link.closed).resolves.toMatchObject({ kind: 'lost', detail: expect.stringContaining('unplugged') });
    expect(clock.pending).toBe(0);
  });

  test('that stays busy: the write time-out ends the link, and closing drops the transfer', async () => {
    const { clock, usblp, link } = await overUsblp();
    const write = follow(link.write(all256));
    await clock.advance(5_000);
    expect(write.outcome).toBe('TRANSPORT_WRITE_TIMEOUT');
    await link.closed;
    usblp.takes();
    expect(usblp).toMatchObject({ closes: 1, printed: [] });
    expect(clock.pending).toBe(0);
  });

  test('is looked at often while an answer may come, seldom when idle', async () => {
    const { clock, usblp, link } = await overUsblp();
    const looksIn = async (ms: number) => {
      const before = usblp.reads;
      await clock.advance(ms);
      return usblp.reads - before;
    };
    await clock.advance(20_000);
    expect(await looksIn(1_000)).toBe(10);
    const write = link.write(Uint8Array.of(0x10, 4, 1));
    usblp.takes();
    expect(await looksIn(20)).toBeGreaterThanOrEqual(8);
    usblp.takes();
    await clock.advance(20);
    await write;
    expect(await looksIn(5_000)).toBeGreaterThanOrEqual(250);
    await clock.advance(10_000);
    expect(await looksIn(1_000)).toBe(10);
    await link.close();
    expect(clock.pending).toBe(0);
  });

  test('held by another program: says so', async () => {
    const busy = systemError('EBUSY', "resource busy or locked, open '/dev/usb/lp0'");
    const opening = openUsbPrinterLink(
      { type: 'usb-printer', path: '/dev/usb/lp0' },
      { clock: new VirtualClock(), signal: never, openFile: () => Promise.reject(busy) },
    );
    await expect(opening).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      retryable: true,
      message: expect.stringContaining('another program has it open, e.g. the print server CUPS'),
    });
  });

  test('that hangs while it is opened is given up after 10 s, and closed should it open later', async () => {
    const [clock, usblp] = [new VirtualClock(), new Usblp()];
    let answer: (file: PrinterFile) => void = () => {};
    const openFile = () => new Promise<PrinterFile>((resolve) => (answer = resolve));
    const opening = openUsbPrinterLink(
      { type: 'usb-printer', path: '/dev/usb/lp0' },
      { clock, signal: never, openFile },
    );
    const failed = expect(opening).rejects.toThrow('cannot open USB printer /dev/usb/lp0: not open within 10000 ms');
    while (clock.pending === 0) await settle();
    await clock.advance(10_000);
    await failed;
    answer(usblp);
    await settle();
    expect(usblp.closes).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test('given up before or while it is opened, it is not left open', async () => {
    for (const when of ['before', 'while']) {
      const [clock, usblp, stop] = [new VirtualClock(), new Usblp(), new AbortController()];
      if (when === 'before') stop.abort();
      const openFile = async () => {
        stop.abort();
        return usblp;
      };
      const opening = openUsbPrinterLink(
        { type: 'usb-printer', path: '/dev/usb/lp0' },
        { clock, signal: stop.signal, openFile },
      );
      await expect(opening).rejects.toMatchObject({ code: 'TRANSPORT_OPEN_FAILED' });
      await settle();
      expect(usblp.closes).toBe(when === 'before' ? 0 : 1);
      expect(clock.pending).toBe(0);
    }
  });
});

test('asking whether the printer has it all makes a real write of no bytes, which reaches the driver', async () => {
  const full = await openFile('/dev/full', 'r+');
  ends.push(() => full.close());
  await expect(printerFile(full, full).drained()).rejects.toMatchObject({ code: 'ENOSPC' });
});

describe('a printer by its USB identity', () => {
  const epson = { vendorId: '04b8', productId: '0e15' };

  test('is looked up at each opening: it has another number after a re-plug', async () => {
    let path = '/dev/usb/lp0';
    const list = async () => [{ path, ...epson, serialNumber: 'A1' }];
    const opened: string[] = [];
    const openFile = async (at: string) => {
      opened.push(at);
      return new Usblp();
    };
    for (const place of ['/dev/usb/lp0', '/dev/usb/lp3']) {
      path = place;
      const link = await openUsbPrinterLink(
        { type: 'usb-printer', usb: { ...epson, serialNumber: 'A1' } },
        { clock: systemClock, signal: never, list, openFile },
      );
      expect(link.name).toBe(`usb-printer ${place}`);
      await link.close();
    }
    expect(opened).toEqual(['/dev/usb/lp0', '/dev/usb/lp3']);
  });

  test('that is not there: says what is, or where a printer may hide', async () => {
    const opening = (printers: object[]) =>
      openUsbPrinterLink(
        { type: 'usb-printer', usb: epson },
        { clock: systemClock, signal: never, list: async () => printers as never },
      );
    await expect(opening([])).rejects.toMatchObject({
      code: 'TRANSPORT_PORT_NOT_FOUND',
      message:
        'no port fits 04b8:0e15; plugged in: nothing of this kind; is the kernel module usblp loaded, and does no print server such as CUPS hold the printer?',
    });
    await expect(opening([{ path: '/dev/usb/lp0', vendorId: '0483', productId: '5743' }])).rejects.toMatchObject({
      code: 'TRANSPORT_PORT_NOT_FOUND',
      message: 'no port fits 04b8:0e15; plugged in: /dev/usb/lp0 (0483:5743)',
    });
  });
});
