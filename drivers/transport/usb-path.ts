/**
 * Names the socket a USB device sits in from its place in sysfs: `…/0000:00:04.0/usb1/1-4/1-4:1.0/0003:…` →
 * `pci-0000:00:04.0-usb-0:4:1.0`, the form udev gives serial ports in /dev/serial/by-path; it makes no such links for
 * HID devices and printers.
 */
export function usbPathOfSysfs(path: string): string | undefined {
  const [, controller, socket] = /\/([^/]+)\/usb\d+\/(?:.*\/)?\d+-([\d.]+:[\d.]+)(?:\/|$)/.exec(path) ?? [];
  if (!controller || !socket) return undefined;
  const kind = /^[\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.\d$/.test(controller) ? 'pci' : 'platform';
  return `${kind}-${controller}-usb-0:${socket}`;
}
