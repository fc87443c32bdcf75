import { connect, createServer, type Socket } from 'node:net';
import { nowMs } from './measure.js';

/** A block of a process ID: 37 22, four characters, 00 (ticket-printing.md 3.4). */
const idBlock = /7"[ -~]{4}\0/g;
const idBlockBytes = 7;

/** Counts process IDs in what a printer says, however it is cut into pieces. */
export function idCounter(): (bytes: Buffer) => number {
  let tail = '';
  return (bytes) => {
    const text = tail + bytes.toString('latin1');
    let end = 0;
    let count = 0;
    for (const { index } of text.matchAll(idBlock)) {
      count += 1;
      end = index + idBlockBytes;
    }
    tail = text.slice(Math.max(end, text.length - idBlockBytes + 1));
    return count;
  };
}

/** What passed on the way to a printer, with the time of each piece. */
export interface PrinterTap {
  readonly port: number;
  /** Resolves with the time at which the first piece with this text came from the host. */
  sent(text: string): Promise<number>;
  /** The last piece from the host that held this text. */
  piece(text: string): Buffer | undefined;
  /** When the printer last confirmed something by a process ID. */
  readonly confirmedAt: number;
  close(): Promise<void>;
}

/** Stands between a host and the printer on `printerPort`; hands every byte on as it comes. */
export async function tapTo(printerPort: number): Promise<PrinterTap> {
  const sockets = new Set<Socket>();
  const pieces: { readonly bytes: Buffer; readonly at: number }[] = [];
  const waits = new Set<(piece: { readonly bytes: Buffer; readonly at: number }) => void>();
  let confirmedAt = Number.NaN;
  const server = createServer({ noDelay: true }, (host) => {
    const printer = connect({ port: printerPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [host, printer]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        host.destroy();
        printer.destroy();
      });
    }
    const ids = idCounter();
    host.on('data', (bytes) => {
      const piece = { bytes, at: nowMs() };
      printer.write(bytes);
      pieces.push(piece);
      for (const look of waits) look(piece);
    });
    printer.on('data', (bytes) => {
      if (ids(bytes) > 0) confirmedAt = nowMs();
      host.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    get confirmedAt() {
      return confirmedAt;
    },
    sent: (text) =>
      new Promise((resolve) => {
        const look = ({ bytes, at }: { readonly bytes: Buffer; readonly at: number }) => {
          if (!bytes.includes(text)) return;
          waits.delete(look);
          resolve(at);
        };
        waits.add(look);
      }),
    piece: (text) => pieces.findLast(({ bytes }) => bytes.includes(text))?.bytes,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
