import type { Clock } from '../simulator.js';

/**
 * A ccTalk message (terminal-health.md 5.1): `destination | N | source | header | N data bytes | checksum`, where the sum
 * of all bytes is 0 modulo 256; or, in the CRC variant, the source byte is the CRC's low byte and the last one its high
 * byte, over destination, N, header and data (CRC-16/XMODEM).
 */
export interface CctalkMessage {
  readonly destination: number;
  /** 1 (the host) where the variant carries none. */
  readonly source: number;
  readonly header: number;
  readonly data: readonly number[];
}

export type Checksum = 'sum' | 'crc';

/** ms of silence after which a receiver forgets what it has of a message. */
export const silenceMs = 50;
const mostData = 252;

export function encodeMessage({ destination, source, header, data }: CctalkMessage, checksum: Checksum): Uint8Array {
  if (checksum === 'crc') {
    const crc = crc16([destination, data.length, header, ...data]);
    return Uint8Array.from([destination, data.length, crc & 0xff, header, ...data, crc >> 8]);
  }
  const body = [destination, data.length, source, header, ...data];
  return Uint8Array.from([...body, -sum(body) & 0xff]);
}

/**
 * What a receiver on the wire makes of the bytes that pass; whole, correct messages only. After a wrong one it listens
 * again when there was silence: what follows is the rest of it, and five zeros in a row would be a message.
 */
export function createMessageDecoder(clock: Clock, checksum: Checksum): (chunk: Uint8Array) => CctalkMessage[] {
  let held: number[] = [];
  let lost = false;
  let lastAt = 0;
  return (chunk) => {
    const now = clock.now();
    if (now - lastAt >= silenceMs) {
      held = [];
      lost = false;
    }
    lastAt = now;
    const messages: CctalkMessage[] = [];
    for (const byte of chunk) {
      if (lost) break;
      held.push(byte);
      const count = held[1] ?? 0;
      if (count <= mostData && held.length < count + 5) continue;
      const message = count <= mostData ? parseMessage(held, checksum) : undefined;
      if (message) messages.push(message);
      lost = message === undefined;
      held = [];
    }
    return messages;
  };
}

function parseMessage(bytes: readonly number[], checksum: Checksum): CctalkMessage | undefined {
  const [destination = 0, count = 0, source = 0, header = 0, ...rest] = bytes;
  const data = rest.slice(0, -1);
  if (checksum === 'sum') return (sum(bytes) & 0xff) === 0 ? { destination, source, header, data } : undefined;
  const right = crc16([destination, count, header, ...data]) === (((rest.at(-1) ?? 0) << 8) | source);
  return right ? { destination, source: 1, header, data } : undefined;
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((all, byte) => all + byte, 0);
}

/** CRC-16/XMODEM: polynomial 1021, begins with 0. */
function crc16(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
