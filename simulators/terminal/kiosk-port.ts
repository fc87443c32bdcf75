import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { cableOut } from './cable-out.js';

/** What a port is to be: open, closed, or behind a cable that is out. */
export interface PortWish {
  readonly up: boolean;
  readonly cut?: true;
}

/** The one port of a kiosk; it comes back on the same number. */
export interface KioskPort {
  /** Gives it an address. Resolves with the port in use; rejects when it cannot be had. */
  open(address: { host: string; port: number }, wish: PortWish): Promise<number>;
  /** One change after the other; the last one wanted stays. Resolves when the port is as wished. */
  bring(wish: PortWish): Promise<void>;
  /** Gives the address up. */
  close(): void;
}

/** `hangUp` cuts what is connected. */
export function createKioskPort(server: Server, hangUp: () => void): KioskPort {
  let address: { host: string; port: number } | undefined;
  let wish: PortWish = { up: false };
  let change: Promise<void> = Promise.resolve();
  let plugIn: (() => Promise<void>) | undefined;

  const bringAbout = async () => {
    if (plugIn && !(address && wish.cut)) {
      await plugIn();
      plugIn = undefined;
    }
    if (server.listening && !(address && wish.up)) {
      const closed = once(server, 'close');
      server.close();
      hangUp();
      await closed;
    } else if (!server.listening && address && wish.up) {
      const wanted = address;
      server.listen(wanted.port, wanted.host);
      await once(server, 'listening');
      wanted.port = (server.address() as AddressInfo).port;
    }
    if (address && wish.cut && !plugIn) plugIn = await cableOut(address);
  };
  const bring = (next: PortWish): Promise<void> => {
    wish = next;
    change = change.catch(() => {}).then(bringAbout);
    return change;
  };
  return {
    async open({ host, port }, next) {
      const wanted = { host, port };
      address = wanted;
      await bring(next);
      return wanted.port;
    },
    bring,
    close() {
      address = undefined;
      bring(wish).catch(() => {});
    },
  };
}
