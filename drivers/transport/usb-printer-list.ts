import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PortCandidate } from './port-finder.js';
import { usbPathOfSysfs } from './usb-path.js';

export interface UsbPrinterListOptions {
  /** Default /sys. */
  readonly sysfs?: string;
  /** Where the kernel's printer devices are; default /dev/usb. */
  readonly devices?: string;
}

/** The USB printers that the kernel's usblp driver serves now, as sysfs tells of them. */
export async function listUsbPrinters(options: UsbPrinterListOptions = {}): Promise<PortCandidate[]> {
  const { sysfs = '/sys', devices = '/dev/usb' } = options;
  const directory = join(sysfs, 'class/usbmisc');
  const names = (await readdir(directory).catch(() => [])).filter((name) => /^lp\d+$/.test(name)).toSorted();
  const printers = await Promise.all(names.map((name) => describePrinter(join(directory, name), join(devices, name))));
  return printers.filter((printer) => printer !== undefined);
}

/** Undefined when it was unplugged meanwhile. */
async function describePrinter(entry: string, path: string): Promise<PortCandidate | undefined> {
  const usbInterface = await realpath(join(entry, 'device')).catch(() => undefined);
  if (usbInterface === undefined) return undefined;
  const device = dirname(usbInterface);
  const [vendorId, productId, serialNumber, ieee1284] = await Promise.all([
    attribute(device, 'idVendor'),
    attribute(device, 'idProduct'),
    attribute(device, 'serial'),
    attribute(usbInterface, 'ieee1284_id'),
  ]);
  if (!vendorId || !productId) return undefined;
  const usbPath = usbPathOfSysfs(usbInterface);
  return { path, vendorId, productId, serialNumber, usbPaths: usbPath ? [usbPath] : [], note: modelOf(ieee1284) };
}

async function attribute(directory: string, name: string): Promise<string | undefined> {
  return (await readFile(join(directory, name), 'utf8').catch(() => '')).trim() || undefined;
}

/** `MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;` → `EPSON TM-T88V` (IEEE 1284 device id). */
function modelOf(ieee1284 = ''): string | undefined {
  const field = (...names: string[]) =>
    new RegExp(`(?:^|;)\\s*(?:${names.join('|')}):([^;]*)`, 'i').exec(ieee1284)?.[1]?.trim();
  const words = [field('MFG', 'MANUFACTURER'), field('MDL', 'MODEL')].filter(Boolean);
  return words.length > 0 ? words.join(' ') : undefined;
}
