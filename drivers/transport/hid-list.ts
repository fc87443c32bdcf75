import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Device } from 'node-hid';
import type { PortCandidate } from './port-finder.js';
import { usbPathOfSysfs } from './usb-path.js';

/** A HID device under one of its usages: a device with several is here several times. */
export type HidCandidate = PortCandidate & { readonly device: Device };

/** Names of the USB socket of a device path. */
export type UsbPathsOf = (path: string) => Promise<readonly string[]>;

const hex = (id: number) => id.toString(16).padStart(4, '0');

/** One per usage, so that a usage can be asked for; node-hid gives the ids as numbers. */
export function hidCandidates(
  devices: readonly Device[],
  usbPathsOf: UsbPathsOf = sysfsUsbPaths,
): Promise<HidCandidate[]> {
  return Promise.all(
    devices.flatMap((device) => {
      const { path, vendorId, productId, serialNumber, usagePage = 0, usage = 0 } = device;
      if (!path) return [];
      const ids = { vendorId: hex(vendorId), productId: hex(productId), serialNumber };
      const note = `usage page 0x${hex(usagePage)} usage 0x${hex(usage)}`;
      return [usbPathsOf(path).then((usbPaths) => ({ device, path, ...ids, usbPaths, note }))];
    }),
  );
}

async function sysfsUsbPaths(path: string): Promise<readonly string[]> {
  const sysfs = await realpath(`/sys/class/hidraw/${basename(path)}/device`).catch(() => '');
  const usbPath = usbPathOfSysfs(sysfs);
  return usbPath ? [usbPath] : [];
}

/** A HID device that is plugged in, as people have to know it. */
export interface PluggedHid {
  /** e.g. /dev/hidraw0; it changes with each plug-in. */
  readonly path: string;
  /** Four hex digits each. */
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber: string | undefined;
  /** As in /dev/serial/by-path; undefined where it is not known. */
  readonly usbPath: string | undefined;
  /** Manufacturer and product, as the device calls itself. */
  readonly name: string;
  readonly usages: readonly { readonly page: number; readonly usage: number }[];
}

/** What is plugged in, one per path, in the order of the paths. Rejects where node-hid cannot be loaded. */
export async function listHid(
  load: () => Promise<{ devicesAsync(): Promise<Device[]> }> = () => import('node-hid'),
  usbPathsOf?: UsbPathsOf,
): Promise<PluggedHid[]> {
  const { devicesAsync } = await load();
  const candidates = await hidCandidates(await devicesAsync(), usbPathsOf);
  const firsts = new Map([...candidates].reverse().map((candidate) => [candidate.path, candidate]));
  return [...firsts.values()]
    .map((first) =>
      plugged(
        first,
        candidates.filter(({ path }) => path === first.path),
      ),
    )
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

function plugged(first: HidCandidate, all: readonly HidCandidate[]): PluggedHid {
  const { path, vendorId, productId, serialNumber, usbPaths, device } = first;
  return {
    ...{ path, vendorId, productId },
    serialNumber: serialNumber?.trim() || undefined,
    usbPath: usbPaths?.[0],
    name: [device.manufacturer, device.product].filter(Boolean).join(' ').trim(),
    usages: all.map(({ device: { usagePage = 0, usage = 0 } }) => ({ page: usagePage, usage })),
  };
}
