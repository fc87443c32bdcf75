import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Heard, Receiver } from '../../../drivers/ticket-printer/escpos/receiver.js';
import { hex } from '../../support/hex.js';

function listen(text: string): { heard: Heard[]; noise: number } {
  const receiver = new Receiver();
  const heard = receiver.push(hex(text));
  return { heard, noise: receiver.noise };
}
const status = (byte: number): Heard => ({ kind: 'status', byte });
const queued = (byte: number): Heard => ({ kind: 'queued-status', byte });
const block = (text: string): Heard => ({ kind: 'automatic-status', block: [...hex(text)] });

describe('what a printer says', () => {
  it.each<[string, string, Heard[]]>([
    ['idle answers', '12 16', [status(0x12), status(0x16)]],
    ['paper out of a unit without near-end sensor', '72', [status(0x72)]],
    ['paper out of a unit with one', '7E', [status(0x7e)]],
    ['an answer to GS r', '00', [queued(0)]],
    ['an answer to GS r at paper end', '0C', [queued(0x0c)]],
    ['an automatic block', '14 00 00 0F', [block('14 00 00 0F')]],
    ['a block before an answer', '1C 00 0F 0F 72', [block('1C 00 0F 0F'), status(0x72)]],
    ['an answer before a block', '12 3C 00 00 0F', [status(0x12), block('3C 00 00 0F')]],
    ['a block, then an answer to GS r', '10 00 00 00 00', [block('10 00 00 00'), queued(0)]],
    ['power-on', '3B 31 00', [{ kind: 'power-on' }]],
    ['power-off', '3B 30 00', [{ kind: 'power-off' }]],
    ['maker', '5F 45 50 53 4F 4E 00', [{ kind: 'text', text: 'EPSON' }]],
    ['a counter', '5F 31 32 30 38 00', [{ kind: 'text', text: '1208' }]],
    ['a process ID', '37 22 30 30 30 31 00', [processId('0001')]],
    ['a process ID of the characters at both ends', '37 22 20 7E 20 7E 00', [processId(' ~ ~')]],
    ['a process ID that looks like answers', '37 22 32 36 52 56 00 12', [processId('26RV'), status(0x12)]],
    ['a process ID of a length it cannot have', '37 22 30 30 31 00', [other(0x37, '22 30 30 31')]],
    ['a process ID with a character it cannot have', '37 22 30 30 30 7F 00', [other(0x37, '22 30 30 30 7F')]],
    ['two process IDs', '37 22 30 30 30 31 00 37 22 30 30 30 32 00', [processId('0001'), processId('0002')]],
    ['an offline response', '37 23 00', [{ kind: 'offline-response', causes: [] }]],
    ['an offline response with causes', '37 23 41 60 00', [{ kind: 'offline-response', causes: [0x41, 0x60] }]],
    ['buffers cleared', '37 25 00', [{ kind: 'cleared' }]],
    ['memory switches', '37 21 32 30 32 00', [other(0x37, '21 32 30 32')]],
    ['power-on behind a block that was torn off', '37 22 30 3B 31 00', [{ kind: 'power-on' }]],
    ['setting mode', '37 20 00', [other(0x37, '20')]],
    ['information A', '3D 22 20 00', [other(0x3d, '22 20')]],
    ['an unknown notice', '3B 35 00', [other(0x3b, '35')]],
  ])('%s', (_name, bytes, heard) => expect(listen(bytes)).toEqual({ heard, noise: 0 }));

  it('loses flow control anywhere, even inside blocks', () => {
    expect(listen('11 12 13').heard).toEqual([status(0x12)]);
    expect(listen('14 13 00 11 00 13 0F')).toEqual({ heard: [block('14 00 00 0F')], noise: 0 });
    expect(listen('5F 45 13 50 11 00').heard).toEqual([{ kind: 'text', text: 'EP' }]);
  });
});

describe('noise', () => {
  it('is counted and dropped', () => {
    expect(listen('FF 80 15 33 12')).toEqual({ heard: [status(0x12)], noise: 4 });
  });

  it('inside an automatic status makes it worthless: a byte may have been another', () => {
    expect(listen('14 00 A5 00 0F 12')).toEqual({ heard: [status(0x12)], noise: 5 });
    expect(listen('1C 00 8F 0F 1C 00 0F 0F')).toEqual({ heard: [block('1C 00 0F 0F')], noise: 4 });
  });

  it('inside a block makes it worthless, and nothing of it is an answer', () => {
    expect(listen('37 22 32 B2 32 32 00 12')).toEqual({ heard: [status(0x12)], noise: 7 });
    expect(listen('37 22 32 32 32 32 80 12').heard).toEqual([status(0x12)]);
  });

  it("what follows a torn block is nobody's answer until something begins", () => {
    expect(listen('14 00 B5 0F 00 00 12 00').heard).toEqual([status(0x12), queued(0)]);
    const receiver = new Receiver();
    receiver.push(hex('14 00'));
    receiver.reset();
    expect(receiver.push(hex('00 0F 12 00'))).toEqual([status(0x12), queued(0)]);
  });

  it('is counted in runs, too', () => {
    const receiver = new Receiver();
    receiver.push(hex('FF FE FD 12 FF 14 00 12 37 22'));
    receiver.push(hex('B0'));
    receiver.push(hex('00 16'));
    expect([receiver.framingErrors, receiver.noise]).toEqual([3, 10]);
  });

  it('that cuts a block short costs the block, not the answer behind it', () => {
    expect(listen('14 00 12')).toEqual({ heard: [status(0x12)], noise: 2 });
    expect(listen('14 14 00 00 0F')).toEqual({ heard: [block('14 00 00 0F')], noise: 1 });
  });

  it('the torn rest of a block is never taken for an answer to GS r', () => {
    expect(listen('10 00 00 12').heard).toEqual([status(0x12)]);
  });

  it('that looks like a block header does not swallow the answers behind it', () => {
    expect(listen('37 12 16').heard).toEqual([status(0x12), status(0x16)]);
  });

  it('that looks like a header is given up when asked to', () => {
    const receiver = new Receiver();
    expect(receiver.push(hex('5F 32 36'))).toEqual([]);
    receiver.reset();
    expect(receiver.push(hex('32'))).toEqual([status(0x32)]);
    expect(receiver.noise).toBe(3);
  });

  it('cannot fill the memory with a block that never ends, nor pass its text off as answers', () => {
    const receiver = new Receiver();
    const endless = Uint8Array.from({ length: 10_000 }, (_, index) => (index === 0 ? 0x5f : 0x41));
    expect(receiver.push(endless)).toEqual([]);
    expect(receiver.push(hex('00 12'))).toEqual([status(0x12)]);
    expect(receiver.noise).toBe(10_001);
  });

  it('longer than any block is not handed out as one', () => {
    const body = (length: number) => new Receiver().push(hex(`5F ${'41'.repeat(length)} 00`));
    expect(body(126)).toEqual([{ kind: 'text', text: 'A'.repeat(126) }]);
    expect(body(127)).toEqual([]);
  });
});

describe('chunk borders', () => {
  it('mean nothing', () => {
    const bytes = hex('12 14 00 03 0F 5F 54 4D 00 00 3B 31 00 FF 37 22 30 30 30 31 00 72 1C 00 0F 0F 0C');
    const whole = new Receiver().push(bytes);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (sizes) => {
        const receiver = new Receiver();
        const heard: Heard[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          heard.push(...receiver.push(bytes.slice(at, at + size)));
          at += size;
        }
        expect(heard).toEqual(whole);
      }),
    );
  });

  it('anything may come: it never throws, and an answer is heard soon after', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const receiver = new Receiver();
        receiver.push(noise);
        const heard = receiver.push(hex('12 12'));
        expect(heard).toContainEqual(status(0x12));
      }),
    );
  });
});

describe('the full status of a kiosk unit', () => {
  it('is six bytes of any value where it was asked for', () => {
    const receiver = new Receiver();
    receiver.expectFullStatus();
    expect(receiver.push(hex('12 10 0F 20 11 92 13 12'))).toEqual([
      status(0x12),
      { kind: 'full-status', bytes: [0x20, 0x11, 0x92, 0x13] },
      status(0x12),
    ]);
    expect(receiver.noise).toBe(0);
  });

  it('is none where it was not, nor a second time', () => {
    expect(listen('10 0F 00 00').heard).toEqual([block('10 0F 00 00')]);
    const receiver = new Receiver();
    receiver.expectFullStatus();
    receiver.push(hex('10 0F 00 00 00 00'));
    expect(receiver.push(hex('10 0F 00 00'))).toEqual([block('10 0F 00 00')]);
  });

  it('is told from an automatic status on its way', () => {
    const receiver = new Receiver();
    receiver.expectFullStatus();
    expect(receiver.push(hex('10 00 0C 00 10 13 00 0C 00'))).toEqual([block('10 00 0C 00'), block('10 00 0C 00')]);
  });
});

describe('any conversation', () => {
  const byte = (min: number, max: number) => fc.integer({ min, max });
  const rest = fc.constantFrom(...Array.from({ length: 256 }, (_, value) => value).filter((value) => !(value & 0x90)));
  const text = (max: number) => fc.array(byte(0x20, 0x7e), { maxLength: max });
  const message = fc.oneof(
    byte(0, 255).map((value) => [(value & 0x6c) | 0x12]),
    rest.map((value) => [value]),
    fc.tuple(byte(0, 255), rest, rest, rest).map(([first, ...others]) => [(first & 0x6c) | 0x10, ...others]),
    text(40).map((characters) => [0x5f, ...characters, 0]),
    fc.array(byte(0x20, 0x7e), { minLength: 4, maxLength: 4 }).map((id) => [0x37, 0x22, ...id, 0]),
    fc.array(byte(0x40, 0x7f), { maxLength: 10 }).map((causes) => [0x37, 0x23, ...causes, 0]),
    fc.constantFrom([0x37, 0x25, 0], [0x37, 0x20, 0], [0x3b, 0x31, 0], [0x3b, 0x30, 0]),
  );
  const noise = fc.array(fc.oneof(byte(0x80, 0xff), fc.constantFrom(0x11, 0x13)), { maxLength: 3 });

  it('is heard exactly, whatever noise lies between and however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(message, noise), { maxLength: 30 }),
        fc.array(byte(1, 9), { minLength: 1 }),
        (parts, sizes) => {
          const alone = parts.flatMap(([bytes]) => new Receiver().push(Uint8Array.from(bytes)));
          expect(alone).toHaveLength(parts.length);
          const stream = Uint8Array.from(parts.flat(2));
          const receiver = new Receiver();
          const heard: Heard[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            heard.push(...receiver.push(stream.slice(at, at + size)));
            at += size;
          }
          expect(heard).toEqual(alone);
          expect(receiver.noise).toBe(parts.flatMap(([, between]) => between).filter((value) => value & 0x80).length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('torn anywhere never yields an ID that was not said, nor that the buffers were cleared', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(byte(0, 6), byte(0, 9_999)), { maxLength: 20 }),
        fc.uint8Array({ maxLength: 4 }),
        (torn, garbage) => {
          const stream = torn.flatMap(([kept, number]) => {
            const id = String(number).padStart(4, '0');
            return [0x37, 0x22, ...Buffer.from(id), 0]
              .slice(0, kept + 1)
              .concat([0x12, ...garbage.map((g) => g | 0x80)]);
          });
          const heard = new Receiver().push(Uint8Array.from(stream));
          const ids = heard.flatMap((one) => (one.kind === 'process-id' ? [one.id] : []));
          expect(ids).toEqual(torn.filter(([kept]) => kept === 6).map(([, number]) => String(number).padStart(4, '0')));
          expect(heard.filter(({ kind }) => kind === 'cleared' || kind === 'queued-status')).toEqual([]);
        },
      ),
    );
  });
});

function processId(id: string): Heard {
  return { kind: 'process-id', id };
}
function other(header: number, body: string): Heard {
  return { kind: 'other-block', header, body: [...hex(body)] };
}
