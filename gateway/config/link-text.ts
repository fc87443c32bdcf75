import { formatsOf, formatText, type LinkSettings, type UsbIdentity } from '../../drivers/index.js';

/** A link in a few words, e.g. `tcp 10.0.0.9:9100` or `serial /dev/ttyS1 at 9600 8N1`. */
export function linkText(link: LinkSettings): string {
  switch (link.type) {
    case 'tcp':
      return `tcp ${hostAndPort(link.host, link.port)}${link.baudRate === undefined ? '' : ` at ${link.baudRate} baud`}`;
    case 'tcp-listen':
      return `tcp-listen ${hostAndPort(link.host, link.port)}`;
    case 'hid-tcp':
      return `hid-tcp ${hostAndPort(link.host, link.port)}`;
    case 'hid':
      return `hid ${usbText(link.usb)}`;
    case 'usb-printer':
      return `usb-printer ${link.usb ? usbText(link.usb) : (link.path ?? '')}`;
    case 'serial': {
      const port = link.usb ? usbText(link.usb) : (link.path ?? '');
      return `serial ${port} at ${formatsOf(link).map(formatText).join(' or ')}`;
    }
  }
}

export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** True when both links lead, or may lead, to one port. */
export function sharesPort(a: LinkSettings, b: LinkSettings): boolean {
  const [first, second] = [identity(a), identity(b)];
  return covers(first, second) || covers(second, first);
}

type PortIdentity = Readonly<Record<string, string | number | undefined>>;

function identity(link: LinkSettings): PortIdentity {
  switch (link.type) {
    case 'tcp':
    case 'hid-tcp':
      return { kind: 'tcp', host: link.host.toLowerCase(), port: link.port };
    case 'tcp-listen':
      return { kind: 'tcp-listen', host: isEveryAddress(link.host) ? undefined : link.host, port: link.port };
    case 'serial':
    case 'usb-printer':
      return link.usb ? { kind: `${link.type} usb`, ...link.usb } : { kind: `${link.type} path`, path: link.path };
    case 'hid':
      return { kind: 'hid', ...link.usb, usagePage: link.usagePage, usage: link.usage };
  }
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** An identity that says less fits every port of the one that says more. */
function covers(loose: PortIdentity, strict: PortIdentity): boolean {
  return Object.entries(loose).every(([key, value]) => value === undefined || value === strict[key]);
}

function usbText({ vendorId, productId, serialNumber, usbPath }: UsbIdentity): string {
  return [
    `usb ${vendorId}:${productId}`,
    serialNumber === undefined ? '' : `serial number ${serialNumber}`,
    usbPath === undefined ? '' : `at ${usbPath}`,
  ]
    .filter(Boolean)
    .join(' ');
}
