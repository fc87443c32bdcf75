import type { Device } from 'node-hid';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { listHid, type PluggedHid } from '../../../drivers/index.js';
import { hidText, kindOf, linkOf, udevRules } from '../../../gateway/cli/hid-list-text.js';

const pad: Device = {
  ...{ vendorId: 0x1a2c, productId: 0x2124, path: '/dev/hidraw10', serialNumber: '', manufacturer: 'SEM' },
  ...{ product: 'USB Keypad', release: 1, interface: 0, usagePage: 1, usage: 6 },
};
const scanner: Device = {
  ...pad,
  vendorId: 0x0c2e,
  productId: 0x0b81,
  path: '/dev/hidraw2',
  usagePage: 0x8c,
  usage: 2,
};
const lamp: Device = {
  ...pad,
  vendorId: 0x04d8,
  productId: 0xf372,
  path: '/dev/hidraw3',
  serialNumber: ' ',
  usagePage: 0xff00,
  usage: 1,
};
const mouse: Device = { ...pad, productId: 1, path: '/dev/hidraw40', usage: 2 };

const list = (...devices: Device[]) =>
  listHid(
    async () => ({ devicesAsync: async () => devices }),
    async (path) => [`pci-0000:00:14.0-usb-0:${path.slice(-1)}:1.0`],
  );
const only = async (...devices: Device[]): Promise<[PluggedHid, PluggedHid[]]> => {
  const all = await list(...devices);
  return [all[0]!, all];
};

test('one device per path, in their order, with every usage', async () => {
  const found = await list(pad, { ...pad, usagePage: 0x0c, usage: 1 }, scanner, { ...pad, path: undefined });
  expect(found.map(({ path }) => path)).toEqual(['/dev/hidraw2', '/dev/hidraw10']);
  expect(found[1]).toEqual({
    ...{ path: '/dev/hidraw10', vendorId: '1a2c', productId: '2124', serialNumber: undefined, name: 'SEM USB Keypad' },
    usbPath: 'pci-0000:00:14.0-usb-0:0:1.0',
    usages: [
      { page: 1, usage: 6 },
      { page: 0x0c, usage: 1 },
    ],
  });
});

test.each([
  ['a keypad', pad, 'hid-keyboard'],
  ['a keypad that says it is one', { ...pad, usage: 7 }, 'hid-keyboard'],
  ['a scanner', scanner, 'hid-pos-scanner'],
  ['a Luxafor light', lamp, 'luxafor'],
  ['a Delcom light', { ...lamp, vendorId: 0x0fc5, productId: 0xb080 }, 'delcom'],
  ['a mouse', mouse, undefined],
])('%s', async (_what, device, driver) => {
  const [found] = await only(device);
  expect(kindOf(found)?.driver).toBe(driver);
});

test('a link says as little as tells the device apart', async () => {
  const usb = { vendorId: '1a2c', productId: '2124' };
  const [alone, here] = await only(pad, mouse);
  expect(linkOf(alone, here)).toEqual({ type: 'hid', usb, usagePage: 1, usage: 6 });
  const twins = await list({ ...pad, serialNumber: 'A' }, { ...pad, path: '/dev/hidraw1', serialNumber: 'B' });
  expect(linkOf(twins[0]!, twins)).toMatchObject({ usb: { ...usb, serialNumber: 'B' } });
  // Two of one make with one number, or none: by the socket.
  const same = await list(pad, { ...pad, path: '/dev/hidraw1' });
  expect(linkOf(same[0]!, same)).toMatchObject({ usb: { ...usb, usbPath: 'pci-0000:00:14.0-usb-0:1:1.0' } });
  // Its second interface, with the volume keys, is no second keypad.
  const halves = await list(pad, { ...pad, path: '/dev/hidraw11', usagePage: 0x0c, usage: 1 });
  expect(linkOf(halves[0]!, halves)).toEqual({ type: 'hid', usb, usagePage: 1, usage: 6 });
});

test('what people read, with a link to copy', async () => {
  const [found, all] = await only(pad);
  const text = hidText(found, all, false);
  expect(text.split('\n')).toEqual([
    '/dev/hidraw10  1a2c:2124  SEM USB Keypad',
    '  usages 0x01/0x06, socket pci-0000:00:14.0-usb-0:0:1.0',
    '  this user may not open it: config/99-branch-gateway-hid.rules',
    '  keypad/hid-keyboard  link: { type: hid, usb: { vendorId: "1a2c", productId: "2124" }, usagePage: 1, usage: 6 }',
  ]);
  expect(parse(text.slice(text.indexOf('link: ') + 6))).toEqual(linkOf(found, all));
  expect(hidText((await only(mouse))[0], [], true)).toContain('nothing the gateway has a driver for');
});

test('the rules of a keypad keep its keys from everybody else', async () => {
  const [found] = await only(pad);
  expect(udevRules(found)).toEqual([
    'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="1a2c", ATTRS{idProduct}=="2124", GROUP="branch-gateway", MODE="0660"',
    'SUBSYSTEM=="input", KERNEL=="input*", ATTRS{idVendor}=="1a2c", ATTRS{idProduct}=="2124", ATTR{inhibited}="1"',
  ]);
});
