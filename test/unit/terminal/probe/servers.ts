import { once } from 'node:events';
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { makeCertificate } from '../../../support/certificate-maker.js';

export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Every byte received on any connection, as text; of HTTP servers the request lines and headers. */
  readonly received: () => string;
  readonly connections: () => number;
  /** Resolves when at least so many bytes were received. */
  readonly heard: (bytes: number) => Promise<void>;
  close(): Promise<void>;
}

/** A TCP server on loopback; `behave` gets every connection. */
export function tcpServer(behave: (socket: Socket) => void = () => undefined): Promise<Listening> {
  return listen(createTcpServer(behave), 'http');
}

export function httpServer(answer: RequestListener): Promise<Listening> {
  return listen(createServer(answer), 'http');
}

export function httpsServer(answer: RequestListener): Promise<Listening> {
  return listen(createTlsServer(makeCertificate({ names: ['localhost', '127.0.0.1'] }), answer), 'https');
}

/** A port that was free a moment ago, so that connecting to it is refused. */
export async function closedPort(): Promise<number> {
  const server = await tcpServer();
  await server.close();
  return server.port;
}

async function listen(server: Server | HttpServer, protocol: string): Promise<Listening> {
  const sockets = new Set<Socket>();
  let received = '';
  let connections = 0;
  const waiting = new Set<() => void>();
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      for (const look of waiting) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${protocol}://127.0.0.1:${port}/status`,
    received: () => received,
    connections: () => connections,
    heard: (bytes) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < bytes) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
