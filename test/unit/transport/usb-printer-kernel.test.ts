import { describe, expect, test } from 'vitest';
import { openUsbPrinterLink, type UsbPrinterOptions } from '../../../drivers/transport/usb-printer.js';
import type { PrinterFile } from '../../../drivers/transport/usb-printer-file.js';
import { listenTo } from '../../support/ear.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { follow } from './bus-line.js';
import { Usblp } from './usblp.js';

const never = new AbortController().signal;
const all256 = Uint8Array.from({ length: 256 }, (_, value) => value);
const pattern = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7) % 251);

const systemError = (code: string, text: string) => Object.assign(new Error(`${code}: ${text}`), { code });

/** A link over the kernel's driver; time stands still but for what the test advances. */
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
    expect(listenTo(link).bytes).toEqual([1, 2, 3]);
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
