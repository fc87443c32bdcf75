import type { Duplex } from 'node:stream';

type Piece = Uint8Array | string;

/** From this size on a piece is worth a write of its own, bytes. */
const ownWriteBytes = 16_384;

/**
 * Makes one write of everything that is written to the stream in one turn of the event loop. The broker writes a packet
 * in up to seven pieces, each of which would be a queue entry on its way to the kernel, or a frame of a WebSocket. What
 * waits for a slow reader is then plain bytes: it holds no packet, and not the 64 KiB in which the packet came.
 * Written without callbacks; `write` answers false while the stream waits for its drain.
 */
export function batchWrites<S extends Duplex>(stream: S): S {
  const write = stream.write.bind(stream);
  const end = stream.end.bind(stream);
  let pieces: Piece[] = [];
  let bytes = 0;

  const flush = () => {
    if (bytes > 0 && !stream.destroyed) write(join(pieces, bytes));
    pieces = [];
    bytes = 0;
  };
  const add = (piece: Piece): boolean => {
    const length = typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
    if (length >= ownWriteBytes) {
      flush();
      return write(piece);
    }
    if (bytes === 0) setImmediate(flush);
    pieces.push(piece);
    bytes += length;
    return !stream.writableNeedDrain;
  };
  const endWith = (): S => {
    flush();
    end();
    return stream;
  };
  // Corking has no more to add, and would cost a callback for each packet.
  return Object.assign(stream, { write: add, end: endWith, cork: undefined });
}

function join(pieces: readonly Piece[], bytes: number): Buffer {
  const whole = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') at += whole.write(piece, at);
    else if (piece.length > 4) {
      whole.set(piece, at);
      at += piece.length;
    } else for (const byte of piece) whole[at++] = byte;
  }
  return whole;
}
