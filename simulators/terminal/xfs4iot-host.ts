import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';

/** Bytes of one message KAL's buffer holds. */
export const messageLimit = 2 * 1_048_576;

/** PEM texts of a server that speaks TLS only. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** What the terminal behind the port decides. */
export interface Reception {
  /** Whether a connection is taken at all. */
  readonly open: () => boolean;
  /** `hang`: never answered; a number: refused with this status. */
  readonly admit: (request: IncomingMessage) => 'yes' | 'hang' | number;
  readonly welcome: (socket: WebSocket, request: IncomingMessage) => void;
}

/** The HTTP side of a terminal: one port, plain GET answered 400 with an empty body, WebSocket upgrades handed on. */
export interface Host {
  /** Listens on the first free port, or throws the last reason. Resolves with the port. */
  listen(host: string, ports: readonly number[]): Promise<number>;
  /** Frees the port and drops every connection; `listen` again with the same port brings it back. */
  close(): Promise<void>;
  hangUp(): void;
  /** A connection that did not come over the port. */
  take(stream: Duplex): void;
}

export function createHost(tls: TlsFiles | undefined, reception: Reception): Host {
  const server = tls ? createTlsServer({ cert: tls.cert, key: tls.key }) : createPlainServer();
  const streams = new Set<Duplex>();
  let sockets: WebSocketServer | undefined;
  /** Loaded before anybody can connect over the port, so that an upgrade there takes no time of its own. */
  const prepare = async () => {
    const { WebSocketServer } = await import('ws');
    sockets ??= new WebSocketServer({ noServer: true, maxPayload: messageLimit, perMessageDeflate: false });
    return sockets;
  };

  server.on('request', (_request, response) => response.writeHead(400, { 'content-length': 0 }).end());
  server.on('connection', (stream: Duplex) => {
    if (!reception.open()) return void stream.destroy();
    stream.on('error', () => stream.destroy());
    streams.add(stream);
    stream.on('close', () => streams.delete(stream));
  });
  server.on('tlsClientError', (_error, stream) => stream.destroy());
  server.on('upgrade', async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const answer = reception.admit(request);
    if (answer === 'hang') return;
    if (answer !== 'yes') return void stream.end(`HTTP/1.1 ${answer} Refused\r\ncontent-length: 0\r\n\r\n`);
    const ready = sockets ?? (await prepare());
    ready.handleUpgrade(request, stream, head, (socket) => reception.welcome(socket, request));
  });

  const listenOn = async (host: string, port: number): Promise<number> => {
    server.listen(port, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const hangUp = () => {
    for (const stream of streams) stream.destroy();
  };
  return {
    async listen(host, ports) {
      await prepare();
      let reason: unknown = new Error('no port to listen on');
      for (const port of ports) {
        try {
          return await listenOn(host, port);
        } catch (error) {
          reason = error;
        }
      }
      throw reason;
    },
    async close() {
      if (!server.listening) return hangUp();
      const closed = once(server, 'close');
      server.close();
      hangUp();
      await closed;
    },
    hangUp,
    take: (stream) => void server.emit('connection', stream),
  };
}
