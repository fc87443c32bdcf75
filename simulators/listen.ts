import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { RunningServer } from './server.js';

/** Starts a TCP server whose `close` also ends the connections that are open. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  // From here on an error is a connection that could not be taken; the others go on.
  server.on('error', () => {});
  let closing: Promise<void> | undefined;
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return closing;
    },
  };
}
