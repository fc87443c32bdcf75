import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPort, type PortCandidate } from '../../../drivers/transport/port-finder.js';
import { listPorts } from '../../../drivers/transport/port-list.js';

const ch340 = { vendorId: '1a86', productId: '7523' };
const ftdi: PortCandidate = {
  path: '/dev/ttyUSB0',
  vendorId: '0403',
  productId: '6001',
  serialNumber: 'A1',
  usbPaths: ['pci-0000:00:04.0-usb-0:4:1.0-port0'],
};
const twin: PortCandidate = { ...ftdi, path: '/dev/ttyUSB1', usbPaths: ['pci-0000:00:04.0-usb-0:5:1.0-port0'] };
const other: PortCandidate = { ...twin, serialNumber: 'B2' };

describe('a port by its USB identity', () => {
  test('is found whatever the case, with or without 0x or leading zeros', () => {
    for (const vendorId of ['0403', '0x0403', '403', '0X403']) {
      expect(findPort({ vendorId, productId: '6001', serialNumber: 'a1' }, [ftdi, other])).toBe(ftdi);
    }
    const upper = { ...ftdi, vendorId: '0x1A86', productId: '7523' };
    expect(findPort({ vendorId: '1a86', productId: '7523' }, [upper])).toBe(upper);
  });

  test('by its socket where two devices share a serial number', () => {
    const sockets = [
      'pci-0000:00:04.0-usb-0:5:1.0-port0',
      'PCI-0000:00:04.0-USB-0:5:1.0',
      '/dev/serial/by-path/pci-0000:00:04.0-usb-0:5:1.0-port0',
    ];
    for (const usbPath of sockets) {
      expect(findPort({ ...ftdi, usbPath }, [ftdi, twin])).toBe(twin);
    }
  });

  test('a socket is not mistaken for one whose name begins the same', () => {
    const tenth = { ...twin, usbPaths: ['pci-0000:00:04.0-usb-0:4:1.01'] };
    expect(findPort({ ...ftdi, usbPath: 'pci-0000:00:04.0-usb-0:4:1.0' }, [tenth, ftdi])).toBe(ftdi);
  });

  test('that is not there: the message names what is plugged in', () => {
    expect(() => findPort(ch340, [ftdi])).toThrow(
      expect.objectContaining({
        code: 'TRANSPORT_PORT_NOT_FOUND',
        message:
          'no port fits 1a86:7523; plugged in: /dev/ttyUSB0 (0403:6001, serial number A1, usb path pci-0000:00:04.0-usb-0:4:1.0-port0)',
      }),
    );
    expect(() => findPort(ch340, [])).toThrow('no port fits 1a86:7523; plugged in: nothing of this kind');
  });

  test('with another serial number is another device', () => {
    expect(() => findPort({ ...ch340, serialNumber: 'X' }, [{ ...ftdi, ...ch340 }])).toThrow(
      /1a86:7523, serial number X/,
    );
    const none = { path: '/dev/ttyUSB0', ...ch340 };
    expect(() => findPort({ ...ch340, serialNumber: 'X' }, [none])).toThrow(/no port fits/);
  });

  test('that fits two devices is refused, with what tells them apart', () => {
    const identity = { vendorId: '0403', productId: '6001' };
    expect(() => findPort(identity, [ftdi, other])).toThrow(
      expect.objectContaining({
        code: 'TRANSPORT_PORT_AMBIGUOUS',
        message: expect.stringMatching(
          /^2 ports fit 0403:6001: \/dev\/ttyUSB0 \(.*A1.*0:4:1\.0.*\), \/dev\/ttyUSB1 \(.*B2.*0:5:1\.0.*\); set serialNumber to choose one$/,
        ),
      }),
    );
    expect(() => findPort(identity, [ftdi, twin])).toThrow(/set usbPath to choose one$/);
    expect(() => findPort({ ...identity, serialNumber: 'A1' }, [ftdi, twin])).toThrow(/set usbPath/);
  });

  test('listed twice under one path is one port', () => {
    expect(findPort(ftdi, [ftdi, { ...ftdi }])).toEqual(ftdi);
  });
});

describe('the list of ports', () => {
  let directory: string;
  let device: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ports-'));
    device = join(directory, 'ttyUSB0');
    await writeFile(device, '');
    await mkdir(join(directory, 'by-path'));
    for (const name of ['pci-0-usbv2-0:4:1.0-port0', 'pci-0-usb-0:4:1.0-port0']) {
      await symlink('../ttyUSB0', join(directory, 'by-path', name));
    }
    await symlink('../ttyUSB9', join(directory, 'by-path', 'dangling'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('joins each USB port with the names of its socket and leaves out the ports of the board', async () => {
    const list = async () => [
      { path: device, vendorId: '1a86', productId: '7523', serialNumber: undefined },
      { path: '/dev/ttyS0' },
    ];
    expect(await listPorts({ list, byPathDirectory: join(directory, 'by-path') })).toEqual([
      {
        path: device,
        vendorId: '1a86',
        productId: '7523',
        usbPaths: ['pci-0-usb-0:4:1.0-port0', 'pci-0-usbv2-0:4:1.0-port0'],
      },
    ]);
  });

  test('works where udev made no links', async () => {
    const list = async () => [{ path: device, vendorId: '1a86', productId: '7523' }];
    expect(await listPorts({ list, byPathDirectory: join(directory, 'absent') })).toMatchObject([{ usbPaths: [] }]);
  });

  test('that cannot be made says what is missing', async () => {
    const list = () => Promise.reject(new Error('spawn udevadm ENOENT'));
    await expect(listPorts({ list, byPathDirectory: directory })).rejects.toMatchObject({
      code: 'TRANSPORT_OPEN_FAILED',
      message: expect.stringMatching(/spawn udevadm ENOENT.*udevadm is needed/),
    });
  });
});
