import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchWrites } from '../../../gateway/broker/write-batch.js';

/** A stream that notes what each call to the system would have carried, and takes it when told to. */
function recordingStream({ slow = false } = {}) {
  const calls: string[] = [];
  const taken: (() => void)[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, written) {
      calls.push(chunk.toString());
      if (slow) taken.push(written);
      else written();
    },
  });
  return { stream: batchWrites(stream), calls, take: () => taken.shift()?.() };
}

/** A packet as the broker writes it: in pieces, some text, some bytes. */
function writePacket(stream: Duplex, ...pieces: (string | Buffer)[]): boolean {
  return pieces.map((piece) => stream.write(piece)).at(-1) ?? true;
}

describe('what the broker writes to a client', () => {
  it('leaves in one call per turn of the event loop, in order', async () => {
    const { stream, calls } = recordingStream();
    writePacket(stream, 'a', Buffer.from('1'));
    await Promise.resolve();
    writePacket(stream, 'b', Buffer.from('2'));
    await nextTurn();
    writePacket(stream, 'c', Buffer.from('3'));
    await nextTurn();
    expect(calls).toEqual(['a1b2', 'c3']);
  });

  it('waits for nothing beyond the turn', async () => {
    const { stream, calls } = recordingStream();
    writePacket(stream, 'a');
    expect(calls).toEqual([]);
    await nextTurn();
    expect(calls).toEqual(['a']);
  });

  it('is the same bytes, whatever the pieces and turns', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 16_000, max: 17_000 }).map((length) => Buffer.alloc(length, 'long')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(piece, { maxLength: 10 }), { maxLength: 6 }), async (turns) => {
        const written: Buffer[] = [];
        const stream = batchWrites(
          new Duplex({
            read: () => undefined,
            write(chunk: Buffer, _encoding, done) {
              written.push(chunk);
              done();
            },
          }),
        );
        for (const pieces of turns) {
          for (const each of pieces) stream.write(each);
          await nextTurn();
        }
        const wanted = Buffer.concat(turns.flat().map((each) => Buffer.from(each)));
        expect(Buffer.concat(written).equals(wanted)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('a long payload is not copied, and keeps its place', async () => {
    const { stream, calls } = recordingStream();
    const long = 'x'.repeat(20_000);
    writePacket(stream, 'a', Buffer.from(long));
    writePacket(stream, 'b');
    await nextTurn();
    expect(calls).toEqual(['a', long, 'b']);
  });

  it('tells the broker to wait while the client does not take it, and when to go on', async () => {
    const { stream, take } = recordingStream({ slow: true });
    let drains = 0;
    stream.on('drain', () => {
      drains += 1;
    });
    expect(writePacket(stream, Buffer.alloc(10_000), Buffer.alloc(10_000))).toBe(true);
    await nextTurn();
    expect(writePacket(stream, 'late')).toBe(false);
    take();
    await nextTurn();
    expect(drains).toBe(1);
    expect(writePacket(stream, 'later')).toBe(true);
  });

  it('is not lost when the stream is ended in the same turn', async () => {
    const { stream, calls } = recordingStream();
    writePacket(stream, 'a');
    writePacket(stream, 'b');
    stream.end();
    await nextTurn();
    expect(calls).toEqual(['ab']);
  });

  it('goes nowhere when the stream was destroyed meanwhile', async () => {
    const { stream, calls } = recordingStream();
    writePacket(stream, 'a');
    stream.destroy();
    await nextTurn();
    expect(calls).toEqual([]);
  });
});
