/**
 * A ccTalk message (terminal-health.md 5.1): `destination | N | source | header | N data bytes | checksum`. The 8-bit sum
 * of the whole is 0; in the CRC variant the source is the low byte and the checksum the high byte of a CRC-16/XMODEM over
 * destination, N, header and data.
 */
export interface Frame {
  readonly destination: number;
  /** Undefined in the CRC variant, which carries none. */
  readonly source: number | undefined;
  readonly header: number;
  readonly data: Uint8Array;
}

export type Checksum = 'sum' | 'crc';

export const hostAddress = 1;
/** Bytes of a message beside its data. */
export const frameOverhead = 5;
export const mostData = 252;

/** Headers of replies; an ACK is a reply without data. */
export const replyHeaders = { reply: 0, nak: 5, busy: 6 } as const;

export function encodeFrame(
  frame: Omit<Frame, 'source'> & { source?: number | undefined },
  checksum: Checksum,
): Uint8Array {
  const { destination, source = hostAddress, header, data } = frame;
  if (checksum === 'crc') {
    const crc = crc16([destination, data.length, header, ...data]);
    return Uint8Array.from([destination, data.length, crc & 0xff, header, ...data, crc >> 8]);
  }
  const body = [destination, data.length, source, header, ...data];
  return Uint8Array.from([...body, -sum(body) & 0xff]);
}

/** Bytes the message that begins here has in all; undefined while that is not known or when it cannot be one. */
export function frameLength(bytes: ArrayLike<number>): number | undefined {
  const count = bytes[1];
  return count === undefined || count > mostData ? undefined : count + frameOverhead;
}

/** The one message these bytes are; undefined when a byte is missing, too many or wrong. */
export function parseFrame(bytes: Uint8Array, checksum: Checksum): Frame | undefined {
  if (bytes.length < frameOverhead || frameLength(bytes) !== bytes.length) return undefined;
  const [destination = 0, count = 0, source = 0, header = 0] = bytes;
  const data = bytes.slice(4, -1);
  if (checksum === 'sum') return (sum(bytes) & 0xff) === 0 ? { destination, source, header, data } : undefined;
  const crc = crc16([destination, count, header, ...data]);
  const right = source === (crc & 0xff) && bytes.at(-1) === crc >> 8;
  return right ? { destination, source: undefined, header, data } : undefined;
}

function sum(bytes: Iterable<number>): number {
  let total = 0;
  for (const byte of bytes) total += byte;
  return total;
}

/** CRC-16/XMODEM: polynomial 1021, start 0, most significant bit first. */
function crc16(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
