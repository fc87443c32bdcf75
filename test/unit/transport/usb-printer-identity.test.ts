import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import { openUsbPrinterLink } from '../../../drivers/transport/usb-printer.js';
import { Usblp } from './usblp.js';

const never = new AbortController().signal;

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
