import type { ClientRequest, IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Clock } from '../../clock.js';
import { checkOutgoing } from './commands.js';
import { largestMessage } from './envelope.js';

/** A connection to one end point; the only place anything leaves from. */
export interface XfsSocket {
  /** Throws PROTOCOL_REJECTED when it is not an allowed command; then nothing leaves. */
  send(text: string): void;
  onText(receiver: (text: string) => void): void;
  /** True when an answer came in time. */
  ping(timeoutMs: number): Promise<boolean>;
  /** Resolves with the reason when it is over. */
  readonly closed: Promise<string>;
  /** Cuts it: a peer that does not answer would not take part in a farewell. */
  close(): void;
}

/** `silent` and `no-route` say nothing of the host; every other kind proves that it is alive. */
export type Opening =
  | { readonly kind: 'open'; readonly socket: XfsSocket }
  | { readonly kind: 'silent' | 'no-route' | 'refused' | 'answered'; readonly detail: string };

export interface OpenOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** ms for TCP, TLS and upgrade together. */
  readonly timeoutMs: number;
  /** PEM; undefined = the usual authorities. */
  readonly ca: string | undefined;
  readonly verifyCertificate: boolean;
}

/** Never rejects. */
export async function openSocket(url: string, options: OpenOptions): Promise<Opening> {
  const { clock, signal, timeoutMs, ca, verifyCertificate } = options;
  const ws = await import('ws');
  if (signal.aborted) return { kind: 'silent', detail: 'ended' };
  return new Promise((resolve) => {
    let connected = false;
    const socket = new ws.WebSocket(url, {
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: largestMessage,
      rejectUnauthorized: verifyCertificate,
      ...(ca === undefined ? {} : { ca }),
      finishRequest: (request: ClientRequest) => {
        request.on('socket', (line) =>
          line.once('connect', () => {
            connected = true;
          }),
        );
        request.end();
      },
    });
    const done = (opening: Opening) => {
      timer.cancel();
      signal.removeEventListener('abort', expire);
      if (opening.kind !== 'open') socket.terminate();
      resolve(opening);
    };
    const expire = () =>
      done(
        connected
          ? { kind: 'answered', detail: `connected, but no upgrade within ${timeoutMs} ms` }
          : { kind: 'silent', detail: `no answer to the connection within ${timeoutMs} ms` },
      );
    const timer = clock.setTimeout(expire, timeoutMs);
    signal.addEventListener('abort', expire, { once: true });
    socket.on('unexpected-response', (request: ClientRequest, response: IncomingMessage) => {
      request.destroy();
      done({ kind: 'answered', detail: `HTTP ${response.statusCode ?? 0} instead of an upgrade` });
    });
    // Stays for the whole life: an error without a listener would end the process.
    socket.on('error', (error) => done(failure(error, connected)));
    socket.once('open', () => done({ kind: 'open', socket: wrap(socket, clock) }));
  });
}

function failure(error: Error, connected: boolean): Opening {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const codes = errors.map((each) => (each as NodeJS.ErrnoException).code);
  const detail = errors
    .map((each) => (each instanceof Error ? each.message : String(each)))
    .join('; ')
    .slice(0, 200);
  if (connected) return { kind: 'answered', detail };
  if (codes.includes('ECONNREFUSED') || codes.includes('ECONNRESET')) return { kind: 'refused', detail };
  return { kind: codes.includes('ETIMEDOUT') ? 'silent' : 'no-route', detail };
}

function wrap(socket: WebSocket, clock: Clock): XfsSocket {
  let why: string | undefined;
  const closed = new Promise<string>((resolve) => {
    socket.on('error', (error) => {
      why ??= error.message;
    });
    socket.once('close', (code: number) => resolve(why ?? `the other side closed it (${code})`));
  });
  return {
    closed,
    send: (text) => socket.send(checkOutgoing(text), () => undefined),
    onText: (receiver) =>
      void socket.on('message', (data) => receiver(Buffer.isBuffer(data) ? data.toString('utf8') : '')),
    ping: (timeoutMs) =>
      new Promise((resolve) => {
        if (socket.readyState !== socket.OPEN) return resolve(false);
        const done = (answered: boolean) => {
          timer.cancel();
          socket.off('pong', pong);
          socket.off('close', gone);
          resolve(answered);
        };
        const pong = () => done(true);
        const gone = () => done(false);
        const timer = clock.setTimeout(() => done(false), timeoutMs);
        socket.on('pong', pong);
        socket.on('close', gone);
        socket.ping(undefined, undefined, () => undefined);
      }),
    close() {
      why ??= 'ended by us';
      socket.terminate();
    },
  };
}
