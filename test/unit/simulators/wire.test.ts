import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWire } from '../../../simulators/wire.js';
import { createWorld } from '../../../simulators/world.js';
import { VirtualClock } from '../../support/virtual-clock.js';

function createBench({ baud = 0, pieceBytes = 1_000 } = {}) {
  const clock = new VirtualClock();
  const pieces: number[][] = [];
  const arrivals: number[] = [];
  const bench = {
    clock,
    pieces,
    arrivals,
    onPiece: () => {},
    wire: createWire({
      clock,
      baud,
      pieceBytes,
      deliver(bytes) {
        pieces.push([...bytes]);
        arrivals.push(...[...bytes].map(() => clock.monotonic()));
        bench.onPiece();
      },
    }),
  };
  return bench;
}

const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => at & 0xff);

describe('a wire', () => {
  it('without a speed hands bytes over at once, in pieces the receiver can hold', () => {
    const { wire, pieces, clock } = createBench({ pieceBytes: 2 });
    wire.push(bytes(5));
    expect(pieces).toEqual([[0, 1], [2, 3], [4]]);
    expect(clock.pending).toBe(0);
  });

  it.each([
    [9_600, 96, 100],
    [19_200, 192, 100],
    [115_200, 1_152, 100],
  ])('of %i baud lets %i bytes through in %i ms, none sooner', async (baud, count, ms) => {
    const { wire, arrivals, clock } = createBench({ baud });
    wire.push(bytes(count));
    await clock.advance(ms + 1);
    expect(arrivals).toHaveLength(count);
    for (const [at, time] of arrivals.entries()) {
      const due = ((at + 1) * ms) / count;
      expect(time).toBeGreaterThan(due - 0.001);
      expect(time).toBeLessThan(due + 1.001);
    }
  });

  it('gives what was pushed, in order, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 })),
        fc.integer({ min: 1, max: 5 }),
        async (sizes, pieceBytes) => {
          const { wire, pieces, clock } = createBench({ baud: 115_200, pieceBytes });
          let next = 0;
          for (const size of sizes) {
            wire.push(Uint8Array.from({ length: size }, () => next++));
            await clock.advance(size % 3);
          }
          await clock.advance(100);
          expect(pieces.flat()).toEqual(Array.from({ length: next }, (_, at) => at));
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('held by its receiver stops in time and goes on later, without the time it has lost', async () => {
    const bench = createBench({ baud: 9_600, pieceBytes: 4 });
    const { wire, pieces, clock } = bench;
    bench.onPiece = () => {
      if (pieces.flat().length === 3) wire.hold(true);
    };
    wire.push(bytes(6));
    await clock.advance(1_000);
    expect(pieces.flat()).toEqual([0, 1, 2]);
    wire.hold(false);
    await clock.advance(1);
    expect(pieces.flat()).toEqual([0, 1, 2]);
    await clock.advance(10);
    expect(pieces.flat()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('may be fed by its receiver', () => {
    const bench = createBench();
    bench.onPiece = () => {
      if (bench.pieces.length < 3) bench.wire.push(bytes(1));
    };
    bench.wire.push(bytes(1));
    expect(bench.pieces).toHaveLength(3);
  });

  it('lets an urgent byte in between two others', async () => {
    const { wire, pieces, clock } = createBench({ baud: 9_600 });
    wire.push(Uint8Array.of(1, 2, 3));
    await clock.advance(1.5);
    wire.interject(0x13);
    await clock.advance(10);
    expect(pieces.flat()).toEqual([1, 0x13, 2, 3]);
  });

  it('cleared lets nothing more out', async () => {
    const { wire, pieces, clock } = createBench({ baud: 9_600 });
    wire.push(bytes(10));
    await clock.advance(2.2);
    wire.clear();
    expect(clock.pending).toBe(0);
    await clock.advance(100);
    expect(pieces.flat()).toEqual([0, 1]);
  });

  it('keeps its speed in real time too, where timers are late', async () => {
    const { clock } = createWorld({ seed: 1 });
    const started = performance.now();
    await new Promise<void>((resolve) => {
      let count = 0;
      const wire = createWire({
        clock,
        baud: 115_200,
        deliver(piece) {
          count += piece.length;
          if (count === 2_304) resolve();
        },
      });
      wire.push(bytes(2_304));
    });
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(197);
    expect(took).toBeLessThan(300);
  });
});
