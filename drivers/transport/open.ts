import type { Clock } from '../clock.js';
import { openHidLink } from './hid.js';
import { openHidTcpLink } from './hid-tcp.js';
import type { OpenByteLink, OpenHidLink, OpenListenPort } from './link.js';
import { openSerialLink } from './serial.js';
import { openTcpLink } from './tcp.js';
import { openListenPort } from './tcp-listen.js';
import { openUsbPrinterLink } from './usb-printer.js';

/** Opens whatever the settings name; each call makes a new link. */
export function createLinkOpener({ clock }: { readonly clock: Clock }): OpenByteLink {
  return (settings, signal) => {
    switch (settings.type) {
      case 'tcp':
        return openTcpLink(settings, { clock, signal });
      case 'serial':
        return openSerialLink(settings, { clock, signal });
      case 'usb-printer':
        return openUsbPrinterLink(settings, { clock, signal });
    }
  };
}

export function createHidOpener({ clock }: { readonly clock: Clock }): OpenHidLink {
  return (settings, signal) =>
    settings.type === 'hid' ? openHidLink(settings, { clock, signal }) : openHidTcpLink(settings, { clock, signal });
}

export function createPortOpener({ clock }: { readonly clock: Clock }): OpenListenPort {
  return (settings, signal) => openListenPort(settings, { clock, signal });
}
