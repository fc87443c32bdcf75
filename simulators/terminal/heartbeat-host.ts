import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { cableOut } from './cable-out.js';

/** A TCP port of the kiosk's computer, and the cable to it. Without `listen` there is none, and pulling it does nothing. */
export interface HostPort {
  /** Takes whoever connects, says nothing. Resolves with the port in use. */
  listen(address: { host: string; port: number }): Promise<number>;
  /** Connections are neither taken nor refused any more. */
  pull(): Promise<void>;
  plugIn(): Promise<void>;
  /** Connections that were taken, and bytes that came over them. */
  readonly seen: { readonly connections: number; readonly bytes: number };
  close(): Promise<void>;
}

export function createHostPort(): HostPort {
  let address: { host: string; port: number } | undefined;
  let server: Server | undefined;
  let putBack: (() => Promise<void>) | undefined;
  const sockets = new Set<Socket>();
  const seen = { connections: 0, bytes: 0 };

  const open = async (at: { host: string; port: number }) => {
    const opened = createServer((socket) => {
      seen.connections += 1;
      sockets.add(socket);
      socket.on('data', (bytes) => {
        seen.bytes += bytes.length;
      });
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    });
    opened.listen(at.port, at.host);
    await once(opened, 'listening');
    server = opened;
    return (opened.address() as AddressInfo).port;
  };
  const shut = async () => {
    const open = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (open) await new Promise<void>((resolve) => open.close(() => resolve()));
  };

  return {
    seen,
    async listen({ host, port }) {
      address = { host, port: await open({ host, port }) };
      return address.port;
    },
    async pull() {
      if (!address || putBack) return;
      await shut();
      putBack = await cableOut(address);
    },
    async plugIn() {
      if (!address || !putBack) return;
      await putBack();
      putBack = undefined;
      await open(address);
    },
    async close() {
      address = undefined;
      await putBack?.();
      putBack = undefined;
      await shut();
    },
  };
}
