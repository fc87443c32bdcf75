import type { PluggedHid } from '../../drivers/index.js';

/** What a HID device is to a branch, by its usage or its ids. */
interface Kind {
  readonly class: string;
  readonly driver: string;
  /** Usage that picks it where the device shows several. */
  readonly usage?: { readonly page: number; readonly usage: number };
}

const desktop = 0x01;
const keyboard = 0x06;
const keypad = 0x07;
const barCodes = 0x8c;

/** Undefined for what the gateway has no driver for. */
export function kindOf({ vendorId, productId, usages }: PluggedHid): Kind | undefined {
  const ids = `${vendorId}:${productId}`;
  if (ids === '04d8:f372') return { class: 'signal-light', driver: 'luxafor' };
  if (ids === '0fc5:b080') return { class: 'signal-light', driver: 'delcom' };
  const scanner = usages.find(({ page }) => page === barCodes);
  if (scanner) return { class: 'keypad', driver: 'hid-pos-scanner', usage: scanner };
  const keys = usages.find(({ page, usage }) => page === desktop && (usage === keyboard || usage === keypad));
  return keys && { class: 'keypad', driver: 'hid-keyboard', usage: keys };
}

/** The `link:` of a device among those that are plugged in: as little as tells it apart. */
export function linkOf(device: PluggedHid, all: readonly PluggedHid[]): Record<string, unknown> {
  const { vendorId, productId, serialNumber, usbPath } = device;
  const { usage } = kindOf(device) ?? {};
  const alike = all.filter(
    (other) =>
      other.vendorId === vendorId && other.productId === productId && kindOf(other)?.usage?.page === usage?.page,
  );
  const sameSerial = alike.filter((other) => other.serialNumber === serialNumber);
  return {
    type: 'hid',
    usb: {
      ...{ vendorId, productId },
      ...(alike.length > 1 && serialNumber !== undefined && sameSerial.length === 1 ? { serialNumber } : {}),
      ...(sameSerial.length > 1 && usbPath !== undefined ? { usbPath } : {}),
    },
    ...(usage ? { usagePage: usage.page, usage: usage.usage } : {}),
  };
}

/** One device for people: what it is, whether it can be opened, and the link a configuration has for it. */
export function hidText(device: PluggedHid, all: readonly PluggedHid[], mayOpen: boolean): string {
  const kind = kindOf(device);
  const usages = device.usages.map(({ page, usage }) => `${hex(page)}/${hex(usage)}`).join(' ');
  return [
    `${device.path}  ${device.vendorId}:${device.productId}  ${device.name || 'without a name'}`,
    `  usages ${usages}${device.serialNumber ? `, serial number ${device.serialNumber}` : ''}${device.usbPath ? `, socket ${device.usbPath}` : ''}`,
    ...(mayOpen ? [] : ['  this user may not open it: config/99-branch-gateway-hid.rules']),
    kind
      ? `  ${kind.class}/${kind.driver}  link: ${flow(linkOf(device, all))}`
      : '  nothing the gateway has a driver for',
  ].join('\n');
}

/** The udev rules of a keypad or scanner that types: who may open it, and that nobody else hears its keys. */
export function udevRules({ vendorId, productId }: Pick<PluggedHid, 'vendorId' | 'productId'>): string[] {
  const usb = `ATTRS{idVendor}=="${vendorId}", ATTRS{idProduct}=="${productId}"`;
  return [
    `SUBSYSTEM=="hidraw", ${usb}, GROUP="branch-gateway", MODE="0660"`,
    `SUBSYSTEM=="input", KERNEL=="input*", ${usb}, ATTR{inhibited}="1"`,
  ];
}

const hex = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;

/** YAML on one line; ids are quoted, because some of them are numbers to YAML. */
function flow(value: unknown): string {
  if (typeof value === 'string') return /^[a-z][a-z-]*$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')} }`;
}
