import type { Clock } from '../simulator.js';
import { crc16 } from './crc.js';

/** What a master asks, as the slave sees it. */
export interface ModbusRequest {
  /** 0 to 255; whom it is meant for. */
  readonly address: number;
  /** 01 to 06, 0F or 10 hex. */
  readonly functionCode: number;
  /** First coil, input or register. */
  readonly start: number;
  /** How many of them; 1 for FC 05 and 06. Not checked against what a frame may carry. */
  readonly count: number;
  /** What is to be written: 16-bit values, bits for FC 0F. Empty for a reading. */
  readonly values: readonly number[];
  /** Bytes it took on the wire. */
  readonly wireLength: number;
}

/** ms without a byte after which the beginning of a frame is given up. */
const staleMs = 100;
const shortLength = 8;
const manyHeadLength = 7;
const crcLength = 2;
const writeCoils = 0x0f;
const writeRegisters = 0x10;

/**
 * Gives the whole, intact requests of a stream. A real slave knows where a frame ends by 3.5 characters of silence.
 * Bytes that come over TCP or a pseudo-terminal carry no such silence, and a chunk may end anywhere; so a frame is
 * known by its function code and the length that follows from it, and time serves only to forget a beginning that
 * nothing has followed for 100 ms. What cannot be a frame, or has a wrong CRC, is passed over byte by byte. Other
 * function codes have no known length: they are noise here.
 *
 * A frame that may still become whole is never searched for a shorter one inside: what is written must not be taken for
 * a request. Noise that looks like the head of a long write can therefore cost the frame right behind it.
 */
export function createRequestDecoder(clock: Clock): (chunk: Uint8Array) => ModbusRequest[] {
  let buffer: number[] = [];
  let lastByteAt = clock.now();
  return (chunk) => {
    const now = clock.now();
    if (now - lastByteAt > staleMs) buffer = [];
    lastByteAt = now;
    buffer.push(...chunk);

    const requests: ModbusRequest[] = [];
    let at = 0;
    while (at < buffer.length) {
      const length = frameLength(buffer, at);
      if (length === undefined || at + length > buffer.length) break;
      const request = length === 0 ? undefined : readFrame(buffer.slice(at, at + length));
      if (request) requests.push(request);
      at += request ? length : 1;
    }
    buffer = buffer.slice(at);
    return requests;
  };
}

/** Bytes of the frame that begins at `at`; 0 = none does, undefined = too few bytes to tell. */
function frameLength(buffer: readonly number[], at: number): number | undefined {
  const functionCode = buffer[at + 1];
  if (functionCode === undefined) return undefined;
  if (functionCode >= 0x01 && functionCode <= 0x06) return shortLength;
  if (functionCode !== writeCoils && functionCode !== writeRegisters) return 0;
  const byteCount = buffer[at + 6];
  if (byteCount === undefined) return undefined;
  const count = pair(buffer, at + 4);
  const expected = functionCode === writeCoils ? Math.ceil(count / 8) : count * 2;
  return byteCount === expected ? manyHeadLength + byteCount + crcLength : 0;
}

function readFrame(frame: readonly number[]): ModbusRequest | undefined {
  const [address = 0, functionCode = 0] = frame;
  const [crcLow = 0, crcHigh = 0] = frame.slice(-crcLength);
  if (crc16(frame.slice(0, -crcLength)) !== crcLow + crcHigh * 0x100) return undefined;
  const common = { address, functionCode, start: pair(frame, 2), wireLength: frame.length };
  const third = pair(frame, 4);
  const data = frame.slice(manyHeadLength, -crcLength);
  if (functionCode <= 0x04) return { ...common, count: third, values: [] };
  if (functionCode <= 0x06) return { ...common, count: 1, values: [third] };
  const value =
    functionCode === writeCoils ? (index: number) => bit(data, index) : (index: number) => pair(data, index * 2);
  return { ...common, count: third, values: Array.from({ length: third }, (_, index) => value(index)) };
}

/** Two bytes, the high one first. */
function pair(bytes: readonly number[], at: number): number {
  return (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0);
}

/** Bits count from the lowest of the first byte. */
function bit(bytes: readonly number[], index: number): number {
  return ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1;
}
