import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16, encodeFrame, FrameDecoder } from '../../../../drivers/led-board/onbon/frame.js';
import { hex, toHex } from '../../../support/hex.js';
import { alteredO4, everyVector, vectors } from './vectors.js';

const decode = (...chunks: Uint8Array[]) => {
  const decoder = new FrameDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk));
};
const join = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

/** Any bytes, those with a meaning in the frame often. */
const content = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0xa5, 0xa6, 0x5a, 0x5b)), {
  minLength: 1,
  maxLength: 300,
});
/** Noise that leaves no frame open: what follows begins with a head anyway. */
const noise = fc.uint8Array({ maxLength: 60 });

describe('the checksum of an Onbon frame', () => {
  it('has the check value of CRC-16/ARC', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0xbb3d);
  });
});

describe.each(everyVector)('frame %s', (_name, wire) => {
  const [inside] = decode(wire);

  it('is read, and written again byte for byte', () => {
    expect(inside).toBeDefined();
    expect(toHex(encodeFrame(inside!))).toBe(toHex(wire));
  });

  it('is read wherever it is cut in two', () => {
    for (let at = 0; at <= wire.length; at++) {
      expect(decode(wire.subarray(0, at), wire.subarray(at)), `cut at ${at}`).toEqual([inside]);
    }
  });

  it('is read byte by byte, and complete with the last byte only', () => {
    const decoder = new FrameDecoder();
    const seen = Array.from(wire, (byte) => decoder.push(Uint8Array.of(byte)));
    expect(seen.pop()).toEqual([inside]);
    expect(seen.flat()).toEqual([]);
  });

  it('with any one bit flipped is refused or says the same', () => {
    for (let bit = 0; bit < wire.length * 8; bit++) {
      const flipped = wire.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      for (const seen of decode(flipped)) expect(seen, `bit ${bit}`).toEqual(inside);
    }
  });

  it('comes through right behind its damaged twin', () => {
    for (let bit = 0; bit < wire.length * 8; bit++) {
      const flipped = wire.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(decode(flipped, wire).at(-1), `bit ${bit}`).toEqual(inside);
    }
  });
});

describe('the frame decoder', () => {
  it('refuses the altered copy of O4 with its old checksum', () => {
    expect(decode(alteredO4)).toEqual([]);
  });

  it('takes the altered copy once its checksum is right', () => {
    const repaired = alteredO4.slice();
    repaired.set(hex('BD 6F'), repaired.length - 3);
    expect(decode(repaired)).toHaveLength(1);
  });

  it('gives back any content through any chunking', () => {
    fc.assert(
      fc.property(content, fc.array(fc.nat(700), { maxLength: 12 }), (bytes, cuts) => {
        const wire = encodeFrame(Uint8Array.from(bytes));
        const borders = [0, ...cuts.filter((cut) => cut < wire.length).sort((a, b) => a - b), wire.length];
        const chunks = borders.slice(1).map((end, i) => wire.subarray(borders[i], end));
        expect(decode(...chunks)).toEqual([Uint8Array.from(bytes)]);
      }),
    );
  });

  it('never has a head or tail byte inside a frame', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const inner = encodeFrame(Uint8Array.from(bytes)).subarray(8, -1);
        expect(inner.includes(0xa5) || inner.includes(0x5a)).toBe(false);
      }),
    );
  });

  it('finds frames before, between and behind noise', () => {
    fc.assert(
      fc.property(noise, noise, noise, content, content, (before, between, behind, one, two) => {
        const frames = [one, two].map((bytes) => encodeFrame(Uint8Array.from(bytes)));
        const seen = decode(join(before, frames[0]!, between, frames[1]!, behind)).map(toHex);
        expect(seen).toEqual(expect.arrayContaining([one, two].map((bytes) => toHex(Uint8Array.from(bytes)))));
      }),
    );
  });

  it('never throws and never gives a frame from noise without a checksum that fits', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (chunks) => {
        for (const seen of decode(...chunks)) {
          expect(Buffer.from(join(...chunks)).includes(Buffer.from(encodeFrame(seen).subarray(8)))).toBe(true);
        }
      }),
    );
  });

  it('takes one A5 for a head, as cards that repeat it less often send it', () => {
    expect(decode(vectors.O16.subarray(7))).toEqual(decode(vectors.O16));
  });

  it.each(['A6 03', 'A6 00', '5B 03', 'A6 A6', '5B 5B', 'A6 5A', '5B 5A'])(
    'drops a frame with the escape %s, which does not exist',
    (pair) => {
      const broken = join(vectors.O1.subarray(0, 12), hex(pair), vectors.O1.subarray(12));
      expect(decode(broken)).toEqual([]);
      expect(decode(broken, vectors.O16)).toEqual(decode(vectors.O16));
    },
  );

  it.each(['A6', '5B'])('drops a frame that ends within an escape: %s', (first) => {
    const broken = join(vectors.O1.subarray(0, -1), hex(first), vectors.O1.subarray(-1));
    expect(decode(broken)).toEqual([]);
  });

  it('reads an escape whose two bytes come in two reads', () => {
    const at = vectors.O14.indexOf(0xa6) + 1;
    expect(decode(vectors.O14.subarray(0, at), vectors.O14.subarray(at))).toEqual(decode(vectors.O14));
  });

  it('leaves a frame that was cut off when the next one begins', () => {
    for (let cut = 1; cut < vectors.O16.length; cut++) {
      expect(decode(vectors.O16.subarray(0, cut), vectors.O17), `after ${cut} bytes`).toEqual(decode(vectors.O17));
    }
  });

  it.each(['A5 5A', 'A5 01 5A', 'A5 00 00 5A', '5A 5A', 'A5 A5 A5'])('gives nothing for %s', (bytes) => {
    expect(decode(hex(bytes))).toEqual([]);
  });

  it('takes a frame of 4 KiB and gives up one that never ends', () => {
    const longest = new Uint8Array(4_094).fill(0x11);
    expect(decode(encodeFrame(longest))).toEqual([longest]);
    const endless = encodeFrame(new Uint8Array(4_095).fill(0x11));
    expect(decode(endless)).toEqual([]);
    expect(decode(endless.subarray(0, -1), new Uint8Array(100_000).fill(0x22), vectors.O16)).toHaveLength(1);
  });
});
