import { createServer, type Socket } from 'node:net';
import { listen } from './listen.js';
import type { Line, Simulator } from './simulator.js';

/** Bytes a host may leave unread before it is cut off. */
const unreadLimit = 1_048_576;

export interface RunningServer {
  readonly host: string;
  /** The port in use, also when 0 was asked for. */
  readonly port: number;
  /** Cuts every connection and resolves when the port is free. Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves a simulator's bytes over TCP, as a serial device server or a network printer would. While it is unplugged a
 * connection is reset at once. Rejects when the address cannot be listened on.
 * @param port 0 takes any free one.
 */
export function serveTcp(
  simulator: Simulator,
  { host = '127.0.0.1', port }: { host?: string; port: number },
): Promise<RunningServer> {
  const server = createServer({ noDelay: true }, (socket) => simulator.connect(socketLine(socket)));
  return listen(server, { host, port });
}

/**
 * Pieces of one answer leave in separate turns of the event loop, otherwise the socket would join what `splitBytes`
 * has cut.
 */
export function socketLine(socket: Socket): Line {
  const waiting: Uint8Array[] = [];
  const sendNext = () => {
    const bytes = waiting[0];
    if (!bytes || socket.destroyed) return;
    socket.write(bytes);
    if (socket.writableLength > unreadLimit) return void socket.destroy();
    setImmediate(() => {
      waiting.shift();
      sendNext();
    });
  };
  socket.on('error', () => socket.destroy());
  return {
    write(bytes) {
      waiting.push(bytes);
      if (waiting.length === 1) sendNext();
    },
    onBytes: (receiver) => void socket.on('data', receiver),
    onClose: (listener) => void socket.on('close', listener),
    close: () => void socket.resetAndDestroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  };
}
