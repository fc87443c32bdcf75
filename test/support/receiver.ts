import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** A POST as the receiver of a webhook sees it. */
export interface Delivery {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The envelope. */
  readonly message: { readonly id: string; readonly data: Record<string, unknown> };
  /** Tells connections apart. */
  readonly port: number | undefined;
}

/** What the receiver does with one request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export const answering =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_request, response) =>
    void response.writeHead(status, headers).end('seen\n');

export interface Receiver {
  readonly port: number;
  readonly seen: Delivery[];
  /** What comes next does this, one each; then `always` again. */
  readonly next: Behaviour[];
  always: Behaviour;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that remembers what it was told. */
export async function startReceiver(
  options: { port?: number; tls?: { key: string; cert: string } } = {},
): Promise<Receiver> {
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const { url: path, headers, socket } = request;
      receiver.seen.push({ path, headers, body, message: JSON.parse(body), port: socket.remotePort });
      (receiver.next.shift() ?? receiver.always)(request, response);
    });
  };
  const server = options.tls ? createTlsServer(options.tls, onRequest) : createServer(onRequest);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const address = server.address();
  const receiver: Receiver = {
    port: typeof address === 'object' && address ? address.port : 0,
    seen: [],
    next: [],
    always: answering(200),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return receiver;
}

/** What a careful receiver does first. */
export function isGenuine({ headers, body }: Delivery, secret: string): boolean {
  const signed = `${headers['branch-gateway-timestamp']}.${body}`;
  return headers['branch-gateway-signature'] === `sha256=${createHmac('sha256', secret).update(signed).digest('hex')}`;
}
