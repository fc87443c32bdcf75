import { crc32 } from 'node:zlib';
import { type Chain, chains, type OutboxMessage, type OutboxRecord } from './outbox.js';

/**
 * The bytes of a segment file (docs/outbox.md). Header, 40 bytes: crc32 u32 of the rest, "BGOB", version u8, chain u8,
 * two zero bytes, epoch (8 ASCII characters), first seq f64, time of making f64 (ms since 1970), four zero bytes.
 * Then records: crc32 u32 of all that follows, length u32 of the whole record, seq u48, time u48, index in its commit
 * u16, flags u8 (1 = envelope, 2 = retain), correlation length u8, topic length u16, correlation, topic, payload. Little-endian.
 */
export const segmentHeaderBytes = 40;
const formatVersion = 1;
const magic = 0x42_4f_47_42;

/** Bytes of a record without correlation, topic and payload. */
const fixedBytes = 26;
export const maxPayloadBytes = 1024 * 1024;
const maxRecordBytes = fixedBytes + 255 + 65_535 + maxPayloadBytes;
const envelopeFlag = 1;
const retainFlag = 2;
/** Most records that may share one commit, so that the index in it fits. */
export const maxCommitRecords = 8_192;

export interface SegmentHeader {
  readonly chain: Chain;
  readonly epoch: string;
  readonly first: number;
  readonly time: number;
}

export function encodeSegmentHeader({ chain, epoch, first, time }: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  bytes.writeUInt32LE(magic, 4);
  bytes.writeUInt8(formatVersion, 8);
  bytes.writeUInt8(chains.indexOf(chain), 9);
  bytes.write(epoch, 12, 8, 'latin1');
  bytes.writeDoubleLE(first, 20);
  bytes.writeDoubleLE(time, 28);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/** undefined when damaged or of another version. */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | undefined {
  if (bytes.length < segmentHeaderBytes) return undefined;
  const header = bytes.subarray(0, segmentHeaderBytes);
  if (header.readUInt32LE(0) !== crc32(header.subarray(4)) || header.readUInt32LE(4) !== magic) return undefined;
  const chain = chains[header.readUInt8(9)];
  if (header.readUInt8(8) !== formatVersion || chain === undefined) return undefined;
  return {
    chain,
    epoch: header.toString('latin1', 12, 20),
    first: header.readDoubleLE(20),
    time: header.readDoubleLE(28),
  };
}

/** Bytes the message takes as a record. */
export function recordBytes({ topic, payload, correlation }: OutboxMessage): number {
  return fixedBytes + (correlation?.length ?? 0) + Buffer.byteLength(topic) + payload.length;
}

/** Writes the record at `at`; returns where it ends. */
export function writeRecord(
  into: Buffer,
  at: number,
  message: OutboxMessage,
  { seq, time, index }: { seq: number; time: number; index: number },
): number {
  const { correlation, topic, payload, envelope, retain } = message;
  let end = at + fixedBytes;
  if (correlation) {
    into.set(correlation, end);
    end += correlation.length;
  }
  const topicBytes = into.write(topic, end, 'utf8');
  end += topicBytes;
  into.set(payload, end);
  end += payload.length;
  into.writeUInt32LE(end - at, at + 4);
  into.writeUIntLE(seq, at + 8, 6);
  into.writeUIntLE(time, at + 14, 6);
  into.writeUInt16LE(index, at + 20);
  into.writeUInt8((envelope ? envelopeFlag : 0) | (retain ? retainFlag : 0), at + 22);
  into.writeUInt8(correlation?.length ?? 0, at + 23);
  into.writeUInt16LE(topicBytes, at + 24);
  into.writeUInt32LE(crc32(into.subarray(at + 4, end)), at);
  return end;
}

/** Bytes needed to see how long a record is. */
const lengthBytes = 8;

/**
 * Where the record at `at` ends; `'short'` when the buffer may hold only its beginning, `'bad'` when it is none.
 * `available` bytes of the file follow `at`, of which the buffer may hold fewer.
 */
export function recordEnd(buffer: Buffer, at: number, available: number): number | 'short' | 'bad' {
  if (available < fixedBytes) return 'bad';
  if (buffer.length - at < lengthBytes) return 'short';
  const length = buffer.readUInt32LE(at + 4);
  if (length < fixedBytes || length > maxRecordBytes || length > available) return 'bad';
  if (length > buffer.length - at) return 'short';
  return crc32(buffer.subarray(at + 4, at + length)) === buffer.readUInt32LE(at) ? at + length : 'bad';
}

/** Length the record at `at` claims to have, or what it takes to see it; for a buffer that is `short`. */
export function claimedBytes(buffer: Buffer, at: number): number {
  return buffer.length - at < lengthBytes ? fixedBytes : buffer.readUInt32LE(at + 4);
}

export function seqOf(buffer: Buffer, at: number): number {
  return buffer.readUIntLE(at + 8, 6);
}

export function timeOf(buffer: Buffer, at: number): number {
  return buffer.readUIntLE(at + 14, 6);
}

/** How many records of its commit stand before it. */
export function indexOf(buffer: Buffer, at: number): number {
  return buffer.readUInt16LE(at + 20);
}

/** The record between `at` and `end`; payload and correlation are views into the buffer. */
export function readRecord(chain: Chain, buffer: Buffer, at: number, end: number): OutboxRecord {
  const topicAt = at + fixedBytes + buffer.readUInt8(at + 23);
  const payloadAt = topicAt + buffer.readUInt16LE(at + 24);
  const flags = buffer.readUInt8(at + 22);
  return {
    chain,
    seq: seqOf(buffer, at),
    time: timeOf(buffer, at),
    topic: buffer.toString('utf8', topicAt, payloadAt),
    payload: buffer.subarray(payloadAt, end),
    envelope: (flags & envelopeFlag) !== 0,
    retain: (flags & retainFlag) !== 0,
    correlation: topicAt > at + fixedBytes ? buffer.subarray(at + fixedBytes, topicAt) : undefined,
  };
}
