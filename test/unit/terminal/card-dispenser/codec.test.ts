import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bcc,
  encodeQuestion,
  type Flag,
  parseReply,
  questions,
  states,
} from '../../../../drivers/terminal/card-dispenser/codec.js';
import { createWordDecoder, type Word } from '../../../../drivers/terminal/card-dispenser/decoder.js';
import { hex, toHex } from '../../../support/hex.js';

/** Replies of terminal-health.md 5.2, byte for byte. */
const rf = {
  ready: '02 53 46 30 30 30 03 24',
  empty: '02 53 46 30 30 38 03 2C',
  low: '02 53 46 30 31 30 03 25',
  jam: '02 53 46 30 32 30 03 26',
};
const pb = {
  ready: '02 50 42 30 30 31 03 22',
  'low+ready': '02 50 42 30 31 31 03 23',
  empty: '02 50 42 30 30 38 03 2B',
  jam: '02 50 42 30 32 30 03 21',
};
const all = [...Object.entries(rf), ...Object.entries(pb)];
const flagsOf = (text: string) => {
  const reply = parseReply(hex(text));
  return reply?.question === 'PB' ? [...reply.flags] : undefined;
};
const flip = (bytes: Uint8Array, bit: number) =>
  bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe('questions', () => {
  it('are three, byte for byte', () => {
    expect(Object.values(questions).map((question) => toHex(encodeQuestion(question)))).toEqual([
      '02 52 46 03 15',
      '02 50 42 03 13',
      '02 47 56 03 10',
    ]);
  });

  it('no one bit makes of one of them a command that moves something', () => {
    // ST, DC and CP, as the reference has them: at least two bits away.
    const forbidden = ['02 53 54 03 06', '02 44 43 03 06', '02 43 50 03 12'];
    for (const question of Object.values(questions)) {
      const bytes = encodeQuestion(question);
      for (let bit = 0; bit < bytes.length * 8; bit++) expect(forbidden).not.toContain(toHex(flip(bytes, bit)));
    }
  });
});

describe('replies', () => {
  it('RF', () => {
    const read = Object.values(rf).map((text) => parseReply(hex(text)));
    expect(read.map((reply) => (reply?.question === 'RF' ? reply.digits : undefined))).toEqual([
      '000',
      '008',
      '010',
      '020',
    ]);
  });

  it('PB', () => {
    expect(Object.values(pb).map(flagsOf)).toEqual([['ready'], ['hopperLow', 'ready'], ['hopperEmpty'], ['jammed']]);
  });

  it('each of the twelve flags has its bit', () => {
    const at = (digit: number, bit: number) => {
      const digits = [0x30, 0x30, 0x30].map((base, place) => (place === digit ? base | (1 << bit) : base));
      const body = [0x02, 0x50, 0x42, ...digits, 0x03];
      return flagsOf(toHex(Uint8Array.from([...body, bcc(body)])));
    };
    const flags = [0, 1, 2].map((digit) => [0, 1, 2, 3].map((bit) => at(digit, bit)));
    expect(flags).toEqual([
      [['binFull'], ['dispenseFailure'], ['callingBack'], ['dispensing']],
      [['hopperLow'], ['jammed'], ['calledBack'], ['cardTaken']],
      [['ready'], ['atRead'], ['atTake'], ['hopperEmpty']],
    ] satisfies Flag[][][]);
  });

  it('RF knows the eleven states of the manual and no other', () => {
    const read: string[] = [];
    for (let number = 0; number < 1_000; number++) {
      const body = [0x02, 0x53, 0x46, ...Buffer.from(String(number).padStart(3, '0')), 0x03];
      const reply = parseReply(Uint8Array.from([...body, bcc(body)]));
      if (reply?.question === 'RF') read.push(reply.digits);
    }
    expect(read).toEqual(states.map(({ digits }) => digits).sort());
  });

  it.each(all)('%s with any one bit flipped is none', (_name, text) => {
    const bytes = hex(text);
    for (let bit = 0; bit < bytes.length * 8; bit++) expect(parseReply(flip(bytes, bit))).toBeUndefined();
  });

  it('low and not ready are two bits apart and end alike: only the unit itself can tell them apart', () => {
    const low = hex(rf.low);
    const notReady = hex('02 53 46 30 30 31 03 25');
    expect(low.at(-1)).toBe(notReady.at(-1));
    expect(flip(flip(low, 4 * 8), 5 * 8)).toEqual(notReady);
    expect(parseReply(notReady)).toMatchObject({ digits: '001' });
  });

  it('what two flipped bits get past the checks is counted, not hidden', () => {
    const escapes = (texts: readonly string[]) => {
      let tried = 0;
      let pastSum = 0;
      let passed = 0;
      for (const text of texts) {
        const bytes = hex(text);
        for (let a = 0; a < 64; a++) {
          for (let b = a + 1; b < 64; b++) {
            const damaged = flip(flip(bytes, a), b);
            tried++;
            if (bcc(damaged.subarray(0, 7)) === damaged[7]) pastSum++;
            if (parseReply(damaged)) passed++;
          }
        }
      }
      return { tried, pastSum, passed };
    };
    expect({ rf: escapes(Object.values(rf)), pb: escapes(Object.values(pb)) }).toEqual({
      // The XOR alone lets every pair through that is the same bit of two bytes; letters, ends and digits stop most of RF.
      rf: { tried: 8_064, pastSum: 896, passed: 18 },
      pb: { tried: 8_064, pastSum: 896, passed: 96 },
    });
  });

  it('is none when it is shorter, longer or has another end', () => {
    const bytes = hex(rf.ready);
    for (let length = 0; length < 8; length++) expect(parseReply(bytes.subarray(0, length))).toBeUndefined();
    expect(parseReply(Uint8Array.from([...bytes, 0]))).toBeUndefined();
    const body = [0x02, 0x50, 0x42, 0x40, 0x30, 0x31, 0x03];
    expect(parseReply(Uint8Array.from([...body, bcc(body)]))).toBeUndefined();
  });
});

describe('words out of a stream', () => {
  const names = (words: readonly Word[]) =>
    words.map((word) => (word.kind === 'reply' ? word.reply.question : word.kind));

  it('come in any chunking', () => {
    const stream = hex(['06', rf.ready, '15', '06', pb.empty].join(''));
    for (let size = 1; size <= stream.length; size++) {
      const decode = createWordDecoder();
      const heard: string[] = [];
      for (let at = 0; at < stream.length; at += size) heard.push(...names(decode(stream.subarray(at, at + size))));
      expect(heard).toEqual(['ack', 'RF', 'nak', 'ack', 'PB']);
    }
  });

  it('a reply is found behind noise, behind half a reply and behind a damaged one', () => {
    for (const before of ['FF 00 7F', '02', '02 53 46 30', '02 53 46 30 30 30 03 25', '02 02 02']) {
      const heard = names(createWordDecoder()(hex(before + pb.jam)));
      expect(heard).toEqual(['PB']);
    }
  });

  it('noise harms nothing and makes no reply that is not in it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 40 }), (chunks) => {
        const decode = createWordDecoder();
        const stream = chunks.flatMap((chunk) => [...chunk]);
        const replies = chunks.flatMap((chunk) => decode(chunk)).filter(({ kind }) => kind === 'reply').length;
        const inIt = stream.filter((_, at) => parseReply(Uint8Array.from(stream.slice(at, at + 8)))).length;
        expect(replies).toBeLessThanOrEqual(inIt);
        decode(new Uint8Array(8));
        expect(names(decode(hex(rf.ready)))).toEqual(['RF']);
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});
