import { expect, test } from 'vitest';
import { usbPathOfSysfs } from '../../../drivers/transport/usb-path.js';

test.each([
  ['/sys/devices/pci0000:00/0000:00:04.0/usb1/1-4/1-4:1.0/0003:04D8:F372.0001', 'pci-0000:00:04.0-usb-0:4:1.0'],
  [
    '/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1.3/2-1.3:1.1/0003:04D8:F372.0002',
    'pci-0000:00:14.0-usb-0:1.3:1.1',
  ],
  ['/sys/devices/platform/soc/fe980000.usb/usb1/1-1/1-1:1.0/0003:04D8:F372.0001', 'platform-fe980000.usb-usb-0:1:1.0'],
  ['/sys/devices/virtual/misc/uhid/0003:04D8:F372.0001', undefined],
  ['', undefined],
])('the socket of %s', (sysfs, usbPath) => {
  expect(usbPathOfSysfs(sysfs)).toBe(usbPath);
});
