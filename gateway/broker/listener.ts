import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { GatewayError } from '../../drivers/index.js';

/** A listening server; `close` cuts what is connected and resolves when the port is free. */
export interface Listener {
  readonly port: number;
  isListening(): boolean;
  close(): Promise<void>;
}

interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly maxPacketBytes: number;
  /** `address` is that of the other end, e.g. 10.0.0.7. */
  readonly onConnection: (stream: Duplex, address: string) => void;
}

/** Of a connection that was gone before anybody asked. */
const unknownAddress = 'an unknown address';

export async function listenTcp({ host, port, onConnection }: ListenOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    onConnection(socket, socket.remoteAddress ?? unknownAddress);
  });
  await listening(server, host, port, 'broker.port');
  return {
    port: portOf(server),
    isListening: () => server.listening,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** MQTT over WebSocket, subprotocol `mqtt`, as browsers and kiosk pages speak it. */
export async function listenWebSocket({ host, port, maxPacketBytes, onConnection }: ListenOptions): Promise<Listener> {
  const http = (await import('node:http')).createServer((_request, response) => {
    response.writeHead(426, { Upgrade: 'websocket' }).end('MQTT over WebSocket only\n');
  });
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: maxPacketBytes + 5,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  // The HTTP server reports the same failure; without a listener here it would be thrown.
  sockets.on('error', () => undefined);
  sockets.on('connection', (socket, request) =>
    onConnection(createWebSocketStream(socket), request.socket.remoteAddress ?? unknownAddress),
  );
  await listening(http, host, port, 'broker.websocketPort');
  return {
    port: portOf(http),
    isListening: () => http.listening,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

function listening(server: Server, host: string, port: number, field: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE' ? 'is already used by another program' : `cannot be opened (${error.message})`;
      reject(
        new GatewayError(
          'BROKER_LISTEN_FAILED',
          `${field}: ${host}:${port} ${reason}; allowed: a free port of this machine`,
          {
            cause: error,
            field,
          },
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
