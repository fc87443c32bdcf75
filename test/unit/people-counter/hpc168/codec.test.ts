import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  doorReply,
  doorRequest,
  encodeFrame,
  frameDecoder,
  readReply,
  readRequest,
  resetReply,
  resetRequest,
} from '../../../../drivers/people-counter/hpc168/codec.js';
import type { ReplyDecoder } from '../../../../drivers/transport/transaction.js';
import { hex, toHex } from '../../../support/hex.js';

const text = (between: string) => Uint8Array.of(0x02, ...Buffer.from(between, 'latin1'), 0x03);

/** led-boards-counters-hid.md 5.1, H1 to H4. */
const requests = [
  ['H1 read, ID 1', readRequest('0001'), '02 30 30 30 31 31 33 30 30 31 34 03'],
  ['H2 read, ID 2', readRequest('0002'), '02 30 30 30 32 31 33 30 30 31 35 03'],
  ['H3 reset, ID 1', resetRequest('0001'), '02 30 30 30 31 31 32 30 30 31 33 03'],
  ['H4 door query, ID 1', doorRequest('0001'), '02 30 30 30 31 36 36 30 36 36 44 03'],
] as const;

interface ReplyVector {
  readonly name: string;
  readonly wire: Uint8Array;
  readonly data: string;
  readonly command: number;
  readonly decoder: () => ReplyDecoder<unknown>;
  readonly value: unknown;
}

const counts = (data: string) => data + '00'.repeat(8);
const read = { command: 0x93, decoder: () => readReply('0001') };

/** H5 to H9. */
const replies: readonly ReplyVector[] = [
  {
    name: 'H5 ten in, eight out',
    wire: hex(
      '02 30 30 30 31 39 33 31 30 30 30 30 30 30 30 30 41 30 30 30 30 30 30 30 38 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 42 36 03',
    ),
    data: counts('0000000A00000008'),
    value: { in: 10, out: 8 },
    ...read,
  },
  {
    name: 'H6 nobody',
    wire: hex(
      '02 30 30 30 31 39 33 31 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 41 34 03',
    ),
    data: counts('0000000000000000'),
    value: { in: 0, out: 0 },
    ...read,
  },
  {
    name: 'H7 65535 in, 4096 out',
    wire: hex(
      '02 30 30 30 31 39 33 31 30 30 30 30 30 46 46 46 46 30 30 30 30 31 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 42 32 03',
    ),
    data: counts('0000FFFF00001000'),
    value: { in: 65_535, out: 4_096 },
    ...read,
  },
  {
    name: 'H8 reset done',
    wire: hex('02 30 30 30 31 39 32 30 31 30 36 39 41 03'),
    data: '06',
    command: 0x92,
    decoder: () => resetReply('0001'),
    value: { done: true },
  },
  {
    name: 'H9 doors open',
    wire: hex('02 30 30 30 31 45 36 30 36 30 31 30 31 30 31 30 31 30 31 30 31 46 33 03'),
    data: '010101010101',
    command: 0xe6,
    decoder: () => doorReply('0001'),
    value: 'open',
  },
];
const read10 = replies[0]!;

describe('HPC168 requests', () => {
  it.each(requests)('%s has the published bytes', (_name, bytes, wire) => {
    expect(toHex(bytes)).toBe(wire);
  });

  it.each(requests.slice(0, 3))('%s reads back as the frame it is', (_name, bytes) => {
    const [frame] = frameDecoder()(bytes);
    expect(frame && toHex(encodeFrame(frame))).toBe(toHex(bytes));
  });

  it('the door query says six bytes and carries none, so that no decoder takes it for a frame', () => {
    expect(frameDecoder()(doorRequest('0001'))).toEqual([]);
  });

  it('carries the address as text, up to the last one', () => {
    expect(Buffer.from(readRequest('0099')).toString('latin1')).toBe('\u000200991300AC\u0003');
  });
});

describe.each(replies)('HPC168 reply $name', ({ wire, data, command, decoder, value }) => {
  it('gives the published value', () => {
    expect(decoder()(wire)).toEqual(value);
  });

  it('has the published bytes when it is built from its parts', () => {
    expect(toHex(encodeFrame({ address: '0001', command, data: hex(data) }))).toBe(toHex(wire));
  });

  it('gives the same value in any pieces, with the last byte and not before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: wire.length - 1 }), { maxLength: 8 }), (cuts) => {
        const decode = decoder();
        const borders = [0, ...[...new Set(cuts)].sort((a, b) => a - b), wire.length];
        const values = borders.slice(1).map((end, i) => decode(wire.subarray(borders[i], end)));
        expect(values.pop()).toEqual(value);
        expect(values.every((each) => each === undefined)).toBe(true);
      }),
    );
  });

  it('is found behind noise, a cut frame and our own echo', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(wire.length - 1), (noise, cut) => {
        const echoes = requests.map(([, bytes]) => bytes);
        const stream = Buffer.concat([noise, ...echoes, wire.subarray(0, cut), wire]);
        expect(decoder()(stream)).toEqual(value);
      }),
    );
  });

  it('with any one bit flipped is refused or says the same', () => {
    for (let bit = 0; bit < wire.length * 8; bit++) {
      const flipped = wire.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const seen = decoder()(flipped);
      if (seen !== undefined) expect(seen, `bit ${bit}`).toEqual(value);
    }
  });

  it('still comes through right after its damaged twin', () => {
    for (let bit = 0; bit < wire.length * 8; bit++) {
      const flipped = wire.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(decoder()(Buffer.concat([flipped, wire])), `bit ${bit}`).toEqual(value);
    }
  });

  it('of another unit is passed over', () => {
    const other = encodeFrame({ address: '0002', command, data: hex(data) });
    const decode = decoder();
    expect(decode(other)).toBeUndefined();
    expect(decode(wire)).toEqual(value);
  });

  it('to another request is passed over', () => {
    for (const vector of replies.filter((each) => each.command !== command)) {
      expect(decoder()(vector.wire)).toBeUndefined();
    }
  });
});

describe('HPC168 reply values', () => {
  it('reads counts as unsigned 32-bit numbers', () => {
    const wire = encodeFrame({ address: '0001', command: 0x93, data: hex(counts('FFFFFFFF80000000')) });
    expect(readReply('0001')(wire)).toEqual({ in: 4_294_967_295, out: 2_147_483_648 });
  });

  it('knows a refused reset from one that is done', () => {
    const wire = encodeFrame({ address: '0001', command: 0x92, data: hex('15') });
    expect(resetReply('0001')(wire)).toEqual({ done: false });
  });

  it.each(['000000000000', '010101010100', '020101010101', 'FFFFFFFFFFFF'])('takes inputs %s for closed', (inputs) => {
    const wire = encodeFrame({ address: '0001', command: 0xe6, data: hex(inputs) });
    expect(doorReply('0001')(wire)).toBe('closed');
  });

  it('takes the first of two replies in one piece', () => {
    const second = encodeFrame({ address: '0001', command: 0x93, data: hex(counts('0000000B00000008')) });
    expect(readReply('0001')(Buffer.concat([read10.wire, second]))).toEqual({ in: 10, out: 8 });
  });

  it('survives a junk first character, as after the turn-round of an RS-485 line', () => {
    expect(readReply('0001')(Buffer.concat([hex('FF'), read10.wire]))).toEqual({ in: 10, out: 8 });
  });
});

describe('HPC168 frames that are wrong', () => {
  it.each([
    ['a wrong checksum', text('000193100000000A000000080000000000000000B7')],
    ['lower-case digits', text('000193100000000a000000080000000000000000B6')],
    ['too little data for its length', text('0001931000000AAE')],
    ['too much data for its length', text('000193080000000A000000080000000000000000AE')],
    ['counts of eight bytes only', encodeFrame({ address: '0001', command: 0x93, data: hex('0000000A00000008') })],
    ['no text at all', text('')],
    ['half a head', text('00019')],
    ['a space inside', text('000193100000000A 000000080000000000000000B6')],
    ['no end', read10.wire.subarray(0, -1)],
    ['no beginning', read10.wire.subarray(1)],
  ])('with %s give no value, and the next sound one is read', (_name, wire) => {
    const decode = readReply('0001');
    expect(decode(wire)).toBeUndefined();
    expect(decode(read10.wire)).toEqual({ in: 10, out: 8 });
  });

  it('may be as long as their length byte can say, and no longer', () => {
    const longest = encodeFrame({ address: '0001', command: 0x93, data: new Uint8Array(255) });
    expect(longest).toHaveLength(2 * 255 + 12);
    expect(frameDecoder()(longest)).toHaveLength(1);
    expect(frameDecoder()(text('0'.repeat(521)))).toEqual([]);
  });

  it('without end do not fill the memory', () => {
    const decode = frameDecoder();
    decode(hex('02'));
    const before = process.memoryUsage().heapUsed;
    for (let piece = 0; piece < 4_000; piece++) decode(Buffer.alloc(1_000, '0'));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
    expect(decode(read10.wire)).toHaveLength(1);
  });

  it('never make the decoder throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        for (const { decoder } of replies) {
          const decode = decoder();
          for (const chunk of chunks) decode(chunk);
        }
      }),
    );
  });

  it('built of the right characters in any order give a value only with a true checksum', () => {
    const characters = fc.constantFrom(...Buffer.from('\u00020001931000000A\u0003', 'latin1'));
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 200 }), (bytes) => {
        for (const frame of frameDecoder()(Uint8Array.from(bytes))) {
          expect(Buffer.from(bytes).includes(Buffer.from(encodeFrame(frame)))).toBe(true);
        }
      }),
    );
  });
});

describe('HPC168 replies of a unit with another address', () => {
  const heard = (wire: Uint8Array) => {
    const strangers: string[] = [];
    readReply('0001', { damaged: () => undefined, stranger: (address) => strangers.push(address) })(wire);
    return strangers;
  };

  it('are heard, and what is no answer to this question is not', () => {
    expect(heard(encodeFrame({ address: '0007', command: 0x93, data: new Uint8Array(16) }))).toEqual(['0007']);
    expect(heard(encodeFrame({ address: '0007', command: 0x92, data: hex('06') }))).toEqual([]);
    expect(heard(readRequest('0007'))).toEqual([]);
    expect(heard(read10.wire)).toEqual([]);
  });
});

describe('HPC168 frames on a bad line', () => {
  /** How many damaged frames the decoder of a reply hears of in these bytes. */
  const damagedIn = (...chunks: readonly Uint8Array[]) => {
    let damaged = 0;
    const decode = readReply('0001', { damaged: () => void damaged++, stranger: () => undefined });
    for (const chunk of chunks) decode(chunk);
    return damaged;
  };
  const sound = read10.wire;

  it.each([
    ['a sound reply', 0, [sound]],
    ['a sound reply of another unit', 0, [encodeFrame({ address: '0002', command: 0x93, data: new Uint8Array(16) })]],
    ['an echo of every request', 0, [...requests.map(([, bytes]) => bytes), sound]],
    ['junk that begins no frame', 0, [hex('FF 00 41 42 03'), sound]],
    ['a wrong checksum', 1, [text('000193100000000A000000080000000000000000B7')]],
    ['a frame cut short by the next', 1, [sound.subarray(0, 9), sound]],
    ['a character that no frame has', 1, [hex('02 30 30 FF 30 31 03'), sound]],
    ['a frame that never ends', 1, [text('0'.repeat(521))]],
    ['a frame that has not ended yet', 0, [sound.subarray(0, 9)]],
  ])('%s: %d damaged', (_what, damaged, chunks) => {
    expect(damagedIn(...chunks)).toBe(damaged);
    expect(damagedIn(...chunks.flatMap((chunk) => [...chunk].map((byte) => Uint8Array.of(byte))))).toBe(damaged);
  });
});
