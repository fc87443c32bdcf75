import { crc32 } from 'node:zlib';

/**
 * The bytes of a log file (docs/storage.md). Header, 12 bytes: "BGLG", version u32 LE, crc32 of these eight. Then records:
 * payload length u32 LE, crc32 u32 LE of length field and payload, payload. The length is under the crc, and an empty
 * payload is not a record, so that a tail of zeros, which a power cut can leave, is never taken for records.
 */
export const formatVersion = 1;
/** Payload of one record, bytes. */
export const maxPayloadBytes = 1024 * 1024;
export const headerBytes = 12;
export const frameBytes = 8;

const magic = Buffer.from('BGLG', 'latin1');

export function encodeHeader(version = formatVersion): Uint8Array {
  const bytes = Buffer.alloc(headerBytes);
  magic.copy(bytes);
  bytes.writeUInt32LE(version, 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 8)), 8);
  return bytes;
}

/** `payload`: 1 to maxPayloadBytes bytes. */
export function encodeRecord(payload: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(frameBytes + payload.length);
  bytes.writeUInt32LE(payload.length, 0);
  bytes.set(payload, frameBytes);
  bytes.writeUInt32LE(recordCrc(bytes), 4);
  return bytes;
}

export interface Scan {
  /** undefined when the header is damaged or missing. */
  readonly version: number | undefined;
  readonly payloads: readonly Uint8Array[];
  /** Bytes that are no record but have a good record behind them, a damaged header included. */
  readonly damagedBytes: number;
  /** Bytes behind the last good record. */
  readonly tornBytes: number;
}

/** Finds every good record of a file, also behind damaged ones. Payloads are views into `file`. */
export function scan(file: Uint8Array): Scan {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const version = decodeHeader(bytes);
  const payloads: Uint8Array[] = [];
  let damagedBytes = 0;
  let goodEnd = version === undefined ? 0 : headerBytes;
  let at = goodEnd;
  while (at < bytes.length) {
    const end = recordEnd(bytes, at);
    if (end === undefined) {
      at += 1;
      continue;
    }
    damagedBytes += at - goodEnd;
    payloads.push(bytes.subarray(at + frameBytes, end));
    goodEnd = end;
    at = end;
  }
  return { version, payloads, damagedBytes, tornBytes: bytes.length - goodEnd };
}

function decodeHeader(bytes: Buffer): number | undefined {
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  return bytes.readUInt32LE(8) === crc32(bytes.subarray(0, 8)) ? bytes.readUInt32LE(4) : undefined;
}

/** Where the record that starts at `at` ends; undefined when no good record starts there. */
function recordEnd(bytes: Buffer, at: number): number | undefined {
  if (bytes.length - at < frameBytes) return undefined;
  const length = bytes.readUInt32LE(at);
  const end = at + frameBytes + length;
  if (length === 0 || length > maxPayloadBytes || end > bytes.length) return undefined;
  return recordCrc(bytes.subarray(at, end)) === bytes.readUInt32LE(at + 4) ? end : undefined;
}

function recordCrc(record: Buffer): number {
  return crc32(record.subarray(frameBytes), crc32(record.subarray(0, 4)));
}
