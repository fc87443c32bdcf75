import type { ReplyDecoder } from '../../transport/transaction.js';

/** Two upper-case hex digits: the exclusive or of all bytes of the data. */
export function checksum(data: string): string {
  let xor = 0;
  for (const byte of Buffer.from(data, 'latin1')) xor ^= byte;
  return xor.toString(16).toUpperCase().padStart(2, '0');
}

/** `<ID01>`, data, checksum, `<E>` (led-boards-counters-hid.md 4.3). */
export function encodeFrame(data: string, address: string): Uint8Array {
  return Uint8Array.from(Buffer.from(`<ID${address}>${data}${checksum(data)}<E>`, 'latin1'));
}

/** A frame that is still open after this many bytes is noise. */
const frameLimit = 1_024;

/**
 * Waits for the bare words `ACK` or `NACK`, whatever noise is around them. What stands in a frame is none of a sign's:
 * our own text may come back with the word in it.
 */
export function acknowledgeDecoder(): ReplyDecoder<'ACK' | 'NACK'> {
  let tail = '';
  /** Bytes of the frame that is open. */
  let inFrame: number | undefined;
  return (chunk) => {
    for (const byte of chunk) {
      tail = (tail + String.fromCharCode(byte)).slice(-4);
      if (inFrame !== undefined) {
        inFrame = tail.endsWith('<E>') || inFrame === frameLimit ? undefined : inFrame + 1;
        if (inFrame === undefined) tail = '';
      } else if (tail.endsWith('<ID')) {
        inFrame = 0;
      } else if (tail.endsWith('ACK')) {
        return tail === 'NACK' ? 'NACK' : 'ACK';
      }
    }
    return undefined;
  };
}
