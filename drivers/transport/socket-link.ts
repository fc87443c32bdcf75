import type { Socket } from 'node:net';
import type { Clock } from '../clock.js';
import type { ByteLink } from './link.js';
import { LinkLife, lost } from './link-life.js';

/** A peer that vanished without a word (power cut, cable) is asked after this many idle ms. */
export const KEEP_ALIVE_MS = 10_000;

export interface SocketLinkOptions {
  readonly name: string;
  readonly clock: Clock;
  /** What keeps a peer of this kind from taking bytes, for the text of a write that timed out. */
  readonly stallHint?: string;
}

/** A link over a connection that stands, whichever side made it. */
export function linkOver(socket: Socket, options: SocketLinkOptions): ByteLink {
  const life = new LinkLife({
    ...options,
    // A torn write must not reach the peer minutes later, when a printer has paper again: a reset drops what the
    // operating system still holds.
    release: (_reason, unfinished) => (unfinished ? socket.resetAndDestroy() : socket.destroy()),
  });
  socket.on('data', (bytes) => life.deliver(bytes));
  socket.on('end', () => life.end(lost('closed by the peer')));
  // Stays for good: an 'error' nobody hears ends the process, and it may come after the end.
  socket.on('error', (error) => life.end(lost(error)));
  socket.on('close', () => life.released(lost('the connection is down')));
  return {
    name: options.name,
    closed: life.closed,
    write: (bytes, { timeoutMs } = {}) => life.write((done) => socket.write(bytes, done), timeoutMs),
    onData: (receiver) => life.receive(receiver),
    close: () => life.close(),
  };
}
