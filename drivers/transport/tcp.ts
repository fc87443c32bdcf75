import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Clock } from '../clock.js';
import { GatewayError } from '../error.js';
import { errorText } from './error-text.js';
import type { ByteLink, TcpSettings } from './link.js';
import { KEEP_ALIVE_MS, linkOver } from './socket-link.js';

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
  const stallHint = 'the connection stands, but the device takes nothing (busy, out of paper or stuck)';
  return linkOver(socket, { name: `tcp ${host}:${port}`, clock, stallHint });
}

/** A printer that is busy with another host refuses, as one does where nothing listens. */
function connectFailure(error: unknown): string {
  const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  const hint = 'nothing listens there, or the device serves another host: most printers take one connection at a time';
  return refused ? `${errorText(error)} (${hint})` : errorText(error);
}
