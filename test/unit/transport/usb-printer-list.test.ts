import { mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPort } from '../../../drivers/transport/port-finder.js';
import { listUsbPrinters } from '../../../drivers/transport/usb-printer-list.js';

let sysfs: string;

beforeEach(async () => {
  sysfs = await mkdtemp(join(tmpdir(), 'sysfs-'));
});
afterEach(() => rm(sysfs, { recursive: true }));

interface Plugged {
  readonly name: string;
  readonly socket: string;
  readonly vendorId?: string;
  readonly serial?: string;
  readonly ieee1284?: string;
}

/** The tree of directories and links that the kernel makes for one printer. */
async function plugIn({ name, socket, vendorId = '04b8', serial, ieee1284 }: Plugged): Promise<void> {
  const device = join(sysfs, 'devices/pci0000:00/0000:00:14.0/usb1', socket);
  const usbInterface = join(device, `${socket}:1.0`);
  const entry = join(usbInterface, 'usbmisc', name);
  await mkdir(entry, { recursive: true });
  await writeFile(join(device, 'idVendor'), `${vendorId}\n`);
  await writeFile(join(device, 'idProduct'), '0e15\n');
  if (serial) await writeFile(join(device, 'serial'), `${serial}\n`);
  if (ieee1284) await writeFile(join(usbInterface, 'ieee1284_id'), ieee1284);
  await symlink('../..', join(entry, 'device'));
  const link = join(sysfs, 'class/usbmisc', name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(relative(dirname(link), entry), link);
}

const list = () => listUsbPrinters({ sysfs });

test('a printer with all that is known of it', async () => {
  const ieee1284 = 'MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;';
  await plugIn({ name: 'lp0', socket: '1-4', serial: 'J4LF012345', ieee1284 });
  expect(await list()).toEqual([
    {
      path: '/dev/usb/lp0',
      vendorId: '04b8',
      productId: '0e15',
      serialNumber: 'J4LF012345',
      usbPaths: ['pci-0000:00:14.0-usb-0:4:1.0'],
      note: 'EPSON TM-T88V',
    },
  ]);
});

test('a printer behind a hub, without serial number and without a device id', async () => {
  await plugIn({ name: 'lp12', socket: '1-4.3' });
  expect(await listUsbPrinters({ sysfs, devices: '/dev' })).toEqual([
    {
      path: '/dev/lp12',
      vendorId: '04b8',
      productId: '0e15',
      serialNumber: undefined,
      usbPaths: ['pci-0000:00:14.0-usb-0:4.3:1.0'],
      note: undefined,
    },
  ]);
});

test('nothing plugged in, other devices of that class, and one that was pulled while we looked', async () => {
  expect(await list()).toEqual([]);
  await plugIn({ name: 'iowarrior0', socket: '1-1' });
  await plugIn({ name: 'lp0', socket: '1-2' });
  await plugIn({ name: 'lp1', socket: '1-3' });
  await unlink(join(sysfs, 'class/usbmisc/lp1'));
  await symlink('../../devices/gone', join(sysfs, 'class/usbmisc/lp1'));
  expect((await list()).map(({ path }) => path)).toEqual(['/dev/usb/lp0']);
});

test('two printers with one serial number are told apart by their sockets, and only by them', async () => {
  await plugIn({ name: 'lp0', socket: '1-4', serial: 'SAME' });
  await plugIn({ name: 'lp1', socket: '1-5', serial: 'SAME' });
  const identity = { vendorId: '04b8', productId: '0e15', serialNumber: 'SAME' };
  const printers = await list();
  expect(() => findPort(identity, printers)).toThrow(
    expect.objectContaining({
      code: 'TRANSPORT_PORT_AMBIGUOUS',
      message:
        '2 ports fit 04b8:0e15, serial number SAME: /dev/usb/lp0 (04b8:0e15, serial number SAME, usb path pci-0000:00:14.0-usb-0:4:1.0), /dev/usb/lp1 (04b8:0e15, serial number SAME, usb path pci-0000:00:14.0-usb-0:5:1.0); set usbPath to choose one',
    }),
  );
  expect(findPort({ ...identity, usbPath: 'pci-0000:00:14.0-usb-0:5:1.0' }, printers).path).toBe('/dev/usb/lp1');
});

test('a printer that comes back under another number is the same one', async () => {
  const identity = { vendorId: '04b8', productId: '0e15', serialNumber: 'A1' };
  await plugIn({ name: 'lp0', socket: '1-4', serial: 'A1' });
  expect(findPort(identity, await list()).path).toBe('/dev/usb/lp0');
  await rm(join(sysfs, 'class/usbmisc/lp0'));
  await rm(join(sysfs, 'devices'), { recursive: true });
  await plugIn({ name: 'lp0', socket: '1-2', serial: 'B2' });
  await plugIn({ name: 'lp1', socket: '1-4', serial: 'A1' });
  expect(findPort(identity, await list()).path).toBe('/dev/usb/lp1');
});
