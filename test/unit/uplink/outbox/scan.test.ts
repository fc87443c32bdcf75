import { describe, expect, it } from 'vitest';
import {
  encodeSegmentHeader,
  recordBytes,
  recordEnd,
  segmentHeaderBytes,
  writeRecord,
} from '../../../../gateway/uplink/outbox/record.js';
import { scanTail } from '../../../../gateway/uplink/outbox/scan.js';

const first = 7;

/** A file of commits with so many records each, and where each record begins. */
function file(...commits: readonly number[]): { bytes: Buffer; starts: number[] } {
  const parts = [encodeSegmentHeader({ chain: 'event', epoch: 'abcd1234', first, time: 1 })];
  const starts: number[] = [];
  let at = segmentHeaderBytes;
  for (const count of commits) {
    for (let index = 0; index < count; index++) {
      const seq = first + starts.length;
      const payload = Buffer.from(`payload ${seq}`);
      const message = {
        chain: 'event' as const,
        topic: 'a',
        payload,
        envelope: false,
        correlation: Buffer.from([seq]),
      };
      const bytes = Buffer.alloc(recordBytes(message));
      writeRecord(bytes, 0, message, { seq, time: 1_000 + seq, index });
      parts.push(bytes);
      starts.push(at);
      at += bytes.length;
    }
  }
  return { bytes: Buffer.concat(parts), starts };
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

describe('the tail of a file', () => {
  const { bytes, starts } = file(2, 3);
  const lastCommit = starts[2]!;

  it('has exactly the whole records wherever it is torn', () => {
    const ends = [...starts.slice(1), bytes.length];
    for (let length = 0; length <= bytes.length; length++) {
      const count = ends.filter((end) => end <= length).length;
      const tail = scanTail(bytes.subarray(0, length), first);
      const end = count > 0 ? ends[count - 1] : segmentHeaderBytes;
      expect([length, tail]).toEqual([length, { count, end, time: count > 0 ? 1_000 + first + count - 1 : undefined }]);
    }
  });

  it('loses nothing before a bit flipped in the last commit, and invents nothing', () => {
    for (let bit = lastCommit * 8; bit < bytes.length * 8; bit++) {
      const hit = starts.findLastIndex((start) => start <= bit >> 3);
      expect([bit, scanTail(flipped(bytes, bit), first)]).toMatchObject([bit, { count: hit, end: starts[hit] }]);
    }
  });

  it('goes over a bad record where a later commit is good: that one had been on disk', () => {
    const { bytes: whole, starts: at } = file(2, 3, 1, 2);
    for (let bit = at[2]! * 8; bit < at[5]! * 8; bit++) {
      const tail = scanTail(flipped(whole, bit), first);
      expect([bit, tail]).toEqual([bit, { count: 8, end: whole.length, time: 1_000 + first + 7 }]);
    }
  });

  it('ends before a bad record where only its own commit goes on', () => {
    const torn = flipped(file(2, 6).bytes, starts[3]! * 8);
    expect(scanTail(torn, first)).toMatchObject({ count: 3, end: starts[3] });
  });

  it('is not led astray by zeros, by records of another place, or by a length that leads out of the file', () => {
    const zeros = Buffer.concat([bytes, Buffer.alloc(4_096)]);
    const again = Buffer.concat([bytes, bytes.subarray(segmentHeaderBytes)]);
    const long = Buffer.concat([bytes, Buffer.alloc(64, 0xff)]);
    for (const each of [zeros, again, long])
      expect(scanTail(each, first)).toMatchObject({ count: 5, end: bytes.length });
    expect(scanTail(bytes, first + 100)).toMatchObject({ count: 0 });
    expect(scanTail(Buffer.alloc(0), first)).toMatchObject({ count: 0, end: segmentHeaderBytes });
  });

  it('is bad or short, and never good, wherever a record is cut off', () => {
    const record = bytes.subarray(starts[0], starts[1]);
    for (let length = 0; length < record.length; length++) {
      expect(recordEnd(record.subarray(0, length), 0, length)).toBe('bad');
      expect(recordEnd(record.subarray(0, length), 0, record.length)).toBe('short');
    }
    expect(recordEnd(record, 0, record.length)).toBe(record.length);
  });
});
