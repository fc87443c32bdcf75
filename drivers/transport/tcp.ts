import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Clock } from '../clock.js';
import { GatewayError } from '../error.js';
import { errorText } from './error-text.js';
import type { ByteLink, TcpSettings } from './link.js';
import { LinkLife, lost } from './link-life.js';

/** A peer that vanished without a word (power cut, cable) is asked after this many idle ms. */
const KEEP_ALIVE_MS = 10_000;

export interface TcpOptions {
  readonly clock: Clock;
  /** Gives up opening; an open link is ended with `close`. */
  readonly signal: AbortSignal;
  /** ms for name look-up and connection together; default 5000. */
  readonly connectTimeoutMs?: number;
}

/** Connects, or rejects with TRANSPORT_OPEN_FAILED and a message that says where and why. */
export async function openTcpLink({ host, port }: Omit<TcpSettings, 'type'>, options: TcpOptions): Promise<ByteLink> {
  const { clock, signal, connectTimeoutMs = 5_000 } = options;
  const socket = new Socket();
  // Stays for good: an 'error' nobody hears ends the process, and it may come after the end.
  socket.on('error', () => {});
  const attempt = new AbortController();
  const giveUp = () => attempt.abort('given up');
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  const timer = clock.setTimeout(() => attempt.abort(`no connection within ${connectTimeoutMs} ms`), connectTimeoutMs);
  try {
    const connected = once(socket, 'connect', { signal: attempt.signal });
    socket.connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    await connected;
  } catch (error) {
    socket.destroy();
    const why = attempt.signal.aborted ? String(attempt.signal.reason) : connectFailure(error);
    throw new GatewayError('TRANSPORT_OPEN_FAILED', `cannot connect to ${host}:${port}: ${why}`, { cause: error });
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', giveUp);
  }
  return linkOver(socket, `tcp ${host}:${port}`, clock);
}

/** A printer that is busy with another host refuses, as one does where nothing listens. */
function connectFailure(error: unknown): string {
  const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  const hint = 'nothing listens there, or the device serves another host: most printers take one connection at a time';
  return refused ? `${errorText(error)} (${hint})` : errorText(error);
}

function linkOver(socket: Socket, name: string, clock: Clock): ByteLink {
  const life = new LinkLife({
    name,
    clock,
    stallHint: 'the connection stands, but the device takes nothing (busy, out of paper or stuck)',
    // A torn write must not reach the peer minutes later, when a printer has paper again: a reset drops what the
    // operating system still holds.
    release: (_reason, unfinished) => (unfinished ? socket.resetAndDestroy() : socket.destroy()),
  });
  socket.on('data', (bytes) => life.deliver(bytes));
  socket.on('end', () => life.end(lost('closed by the peer')));
  socket.on('error', (error) => life.end(lost(error)));
  socket.on('close', () => life.released(lost('the connection is down')));
  return {
    name,
    closed: life.closed,
    write: (bytes, { timeoutMs } = {}) => life.write((done) => socket.write(bytes, done), timeoutMs),
    onData: (receiver) => life.receive(receiver),
    close: () => life.close(),
  };
}
