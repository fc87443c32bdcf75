import { once } from 'node:events';
import { BlockList, createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { Clock } from '../clock.js';
import { GatewayError } from '../error.js';
import { errorText } from './error-text.js';
import type { ByteLink, CloseReason, ListenPort, TcpListenSettings } from './link.js';
import { lost } from './link-life.js';
import { KEEP_ALIVE_MS, linkOver } from './socket-link.js';

/**
 * Connections at one time: the device's, one of it that nobody has missed yet, and strangers that look who is there. The
 * oldest makes room, because a device that lost its power never said good-bye.
 */
const mostConnections = 4;

export interface ListenOptions {
  readonly clock: Clock;
  /** Gives up opening; an open port is ended with `close`. */
  readonly signal: AbortSignal;
}

/** Opens the port, or rejects with TRANSPORT_OPEN_FAILED and a message that says where and why. */
export async function openListenPort(
  { host, port, from }: Omit<TcpListenSettings, 'type'>,
  { clock, signal }: ListenOptions,
): Promise<ListenPort> {
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
  // Stays for good: an 'error' nobody hears ends the process.
  server.on('error', () => {});
  const opened = new TcpListenPort(server, `tcp-listen ${host}:${port}`, clock, from && callersFrom(from));
  try {
    signal.throwIfAborted();
    const listening = once(server, 'listening', { signal });
    server.listen({ host, port });
    await listening;
    return opened;
  } catch (error) {
    await opened.close();
    const why = signal.aborted ? 'given up' : listenFailure(error);
    throw new GatewayError('TRANSPORT_OPEN_FAILED', `cannot listen on ${host}:${port}: ${why}`, { cause: error });
  }
}

function listenFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'another program has this port already';
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address';
  return errorText(error);
}

class TcpListenPort implements ListenPort {
  readonly name: string;
  readonly closed: Promise<CloseReason>;
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #allowed: ((address: string) => boolean) | undefined;
  /** Oldest first. */
  readonly #links = new Set<ByteLink>();
  /** Connected before anybody was there to take them. */
  readonly #waiting = new Set<ByteLink>();
  #receiver: ((link: ByteLink) => void) | undefined;
  #reason: CloseReason | undefined;

  constructor(server: Server, name: string, clock: Clock, allowed: ((address: string) => boolean) | undefined) {
    this.name = name;
    this.#server = server;
    this.#clock = clock;
    this.#allowed = allowed;
    server.on('connection', (socket) => this.#connected(socket));
    server.on('error', (error) => this.#end(lost(error)));
    this.closed = new Promise((resolve) => {
      server.on('close', () => resolve(this.#reason ?? lost('the port is closed')));
    });
  }

  onConnection(receiver: (link: ByteLink) => void): void {
    this.#receiver = receiver;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const link of waiting) receiver(link);
  }

  async close(): Promise<void> {
    this.#end({ kind: 'local', detail: 'closed by us' });
    await this.closed;
  }

  #end(reason: CloseReason): void {
    if (this.#reason) return;
    this.#reason = reason;
    // One that never listened says so in the callback, and 'close' all the same.
    this.#server.close(() => {});
    for (const link of this.#links) void link.close();
  }

  #connected(socket: Socket): void {
    const { remoteAddress = '', remotePort } = socket;
    if (this.#reason || this.#allowed?.(remoteAddress) === false) {
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    const link = linkOver(socket, { name: `tcp ${remoteAddress}:${remotePort} on ${this.name}`, clock: this.#clock });
    this.#links.add(link);
    link.closed.then(() => {
      this.#links.delete(link);
      this.#waiting.delete(link);
    });
    const [oldest] = this.#links;
    if (this.#links.size > mostConnections) void oldest?.close();
    if (this.#receiver) this.#receiver(link);
    else this.#waiting.add(link);
  }
}

/** Whether an address is one of these, or in one of these networks. */
function callersFrom(places: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const place of places) {
    const [address = '', prefix] = place.split('/');
    const family = familyOf(address);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  // What calls over IPv4 at a port of both families is told as ::ffff:10.0.0.7; the list knows that.
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
