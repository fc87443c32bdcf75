import type { Clock } from '../clock.js';
import { openHidLink } from './hid.js';
import type { ByteLinkSettings, OpenByteLink, OpenHidLink } from './link.js';
import { openSerialLink } from './serial.js';
import { openTcpLink } from './tcp.js';

/** Opens whatever the settings name; each call makes a new link. */
export function createLinkOpener({ clock }: { readonly clock: Clock }): OpenByteLink {
  return (settings, signal) =>
    settings.type === 'tcp' ? openTcpLink(settings, { clock, signal }) : openSerialLink(settings, { clock, signal });
}

export function createHidOpener({ clock }: { readonly clock: Clock }): OpenHidLink {
  return (settings, signal) => openHidLink(settings, { clock, signal });
}

/**
 * ms one byte takes on the wire; 0 on a network. A write resolves when the operating system has the bytes, which at
 * 9600 baud is about 1 ms per byte before the device has them.
 */
export function byteTimeMs(settings: ByteLinkSettings): number {
  if (settings.type === 'tcp') return 0;
  const bits = 1 + settings.dataBits + (settings.parity === 'none' ? 0 : 1) + settings.stopBits;
  return (bits * 1_000) / settings.baudRate;
}
