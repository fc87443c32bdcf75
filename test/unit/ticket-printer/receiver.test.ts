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
    ['a process ID', '37 22 30 30 30 31 00', [other(0x37, '22 30 30 30 31')]],
    ['a process ID that looks like answers', '37 22 32 36 52 56 00 12', [other(0x37, '22 32 36 52 56'), status(0x12)]],
    ['an offline response', '37 23 00', [other(0x37, '23')]],
    ['buffers cleared', '37 25 00', [other(0x37, '25')]],
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

  it('inside a block does not end it', () => {
    expect(listen('14 00 A5 00 0F')).toEqual({ heard: [block('14 00 00 0F')], noise: 1 });
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
    expect(receiver.noise).toBe(10_000);
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

function other(header: number, body: string): Heard {
  return { kind: 'other-block', header, body: [...hex(body)] };
}
