import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasErrors, isDamage, refusalError, statusText } from '../../../../drivers/led-board/alpha/errors.js';
import { SignDecoder } from '../../../../drivers/led-board/alpha/packet.js';
import { acknowledgeDecoder, answerDecoder, readText } from '../../../../drivers/led-board/alpha/reply.js';
import { encodeRequest, type Question } from '../../../../drivers/led-board/alpha/request.js';
import type { ReplyDecoder } from '../../../../drivers/transport/transaction.js';
import { hex } from '../../../support/hex.js';
import { signPacket, vectors } from './vectors.js';

const readA: Question = { kind: 'read-text', label: 'A' };
const textA = signPacket('AA\x1b bA001');
const content = (value: string) => ({ accepted: true, content: value });
const refused = (status: number) => ({ accepted: false, status });

/** The first value of a stream that comes in pieces of these sizes, over and over. */
function feed<T>(decode: ReplyDecoder<T>, stream: Uint8Array, sizes: readonly number[]): T | undefined {
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    const value = decode(stream.subarray(at, at + size));
    if (value !== undefined) return value;
    at += size;
  }
  return undefined;
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
/** Anything but what begins a packet or a verdict. */
const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => bytes.filter((byte) => ![1, 6, 0x15].includes(byte)));

describe('what an Alpha sign answers to a question', () => {
  it.each<[string, Question, string, string]>([
    ['a TEXT file', readA, 'AA\x1b bA001', '\x1b bA001'],
    ['an empty TEXT file', { kind: 'read-text', label: '0' }, 'A0', ''],
    ['a STRING file', { kind: 'read-string', label: 'B' }, 'GBA001', 'A001'],
    ['the memory', { kind: 'read-memory' }, 'E$AAU0080FFFF', 'AAU0080FFFF'],
    ['the errors', { kind: 'read-errors' }, 'E*@', '@'],
  ])('%s', (_, question, command, expected) => {
    expect(answerDecoder(question)(signPacket(command))).toEqual(content(expected));
  });

  it.each([0, 1, 5, 20])('%d NULs may come before it', (nuls) => {
    expect(answerDecoder(readA)(signPacket('AA\x1b bA001', { nuls }))).toEqual(content('\x1b bA001'));
  });

  it('comes in any pieces, after any noise', () => {
    fc.assert(
      fc.property(noise, sizes, (before, pieces) => {
        const stream = Buffer.concat([before, textA]);
        expect(feed(answerDecoder(readA), stream, pieces)).toEqual(content('\x1b bA001'));
      }),
    );
  });

  it('a packet that was cut does not swallow the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 21, max: textA.length - 1 }), sizes, (cut, pieces) => {
        const stream = Buffer.concat([textA.subarray(0, cut), textA]);
        expect(feed(answerDecoder(readA), stream, pieces)).toEqual(content('\x1b bA001'));
      }),
    );
  });

  it('with one flipped bit is none', () => {
    const start = textA.indexOf(2);
    for (let bit = start * 8; bit < textA.length * 8; bit++) {
      const damaged = Uint8Array.from(textA);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(answerDecoder(readA)(damaged), `bit ${bit}`).toBeUndefined();
    }
  });

  it('is not another file, nor the other kind of file with the label', () => {
    const decode = answerDecoder(readA);
    for (const command of ['ABX', 'GAX', 'EAX', 'BA']) expect(decode(signPacket(command)), command).toBeUndefined();
    expect(decode(textA)).toEqual(content('\x1b bA001'));
  });

  it('is not the echo of our question, nor of what another host writes', () => {
    const decode = answerDecoder(readA);
    expect(decode(encodeRequest(readA, { type: 'Z', address: '01' }))).toBeUndefined();
    expect(decode(vectors.A4)).toBeUndefined();
    expect(decode(textA)).toEqual(content('\x1b bA001'));
  });

  it('may be a NAK, where the sign has no such file', () => {
    expect(answerDecoder(readA)(hex('15 60'))).toEqual(refused(0x60));
  });

  it('bytes of a NAK within a packet are none', () => {
    const odd = signPacket('AA\x1b b\x15\x60');
    expect(answerDecoder(readA)(odd)).toEqual(content('\x1b b\x15\x60'));
  });

  it('that never ends is given up, and the next is heard', () => {
    const decode = answerDecoder(readA);
    expect(decode(Buffer.concat([hex('01'), Buffer.alloc(100_000, 0x41)]))).toBeUndefined();
    expect(decode(hex('06 40'))).toBeUndefined();
    expect(decode(textA)).toEqual(content('\x1b bA001'));
  });

  it('whatever comes, nothing is thrown and little is kept', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
        const decoder = new SignDecoder();
        for (const chunk of chunks) decoder.push(chunk);
      }),
    );
  });
});

describe('what an Alpha sign answers to a write', () => {
  it('06 and its idle status is an acknowledgement', () => {
    expect(acknowledgeDecoder()(hex('06 40'))).toEqual(content(''));
  });

  it('15 is a refusal with its status', () => {
    expect(acknowledgeDecoder()(hex('15 50'))).toEqual(refused(0x50));
  });

  it('comes in pieces, after noise and NULs', () => {
    fc.assert(
      fc.property(noise, sizes, fc.constantFrom('06 40', '15 61'), (before, pieces, verdict) => {
        const stream = Buffer.concat([before, hex('00 00'), hex(verdict)]);
        const expected = verdict === '06 40' ? content('') : refused(0x61);
        expect(feed(acknowledgeDecoder(), stream, pieces)).toEqual(expected);
      }),
    );
  });

  it.each(['06', '06 00', '06 80', '06 C0', '15 3F', '40', '06 06', '06 00 40'])('%s is none', (bytes) => {
    expect(acknowledgeDecoder()(hex(bytes))).toBeUndefined();
  });

  it('06 twice is one: the second has the status', () => {
    expect(acknowledgeDecoder()(hex('06 06 40'))).toEqual(content(''));
  });

  it('is not a reply to a question, nor the echo of what we wrote', () => {
    const decode = acknowledgeDecoder();
    expect(decode(textA)).toBeUndefined();
    expect(decode(vectors.A4)).toBeUndefined();
    expect(decode(hex('06 40'))).toEqual(content(''));
  });
});

describe('the status of an Alpha sign', () => {
  it.each([
    [0x40, 'status 40: no error named', false],
    [0x60, 'status 60: illegal command or label', false],
    [0x50, 'status 50: wrong checksum', true],
    [0x48, 'status 48: buffer overflow', false],
    [0x44, 'status 44: time-out within a packet', true],
    [0x42, 'status 42: framing error', true],
    [0x41, 'status 41: parity error', true],
    [0x53, 'status 53: wrong checksum, framing error, parity error', true],
    [0x70, 'status 70: illegal command or label, wrong checksum', false],
  ])('%i says %s', (status, text, damage) => {
    expect(statusText(status)).toBe(text);
    expect(hasErrors(status)).toBe(status !== 0x40);
    expect(isDamage(status)).toBe(damage);
    const error = refusalError('show main', status);
    expect(error.code).toBe(damage ? 'PROTOCOL_CORRUPT' : 'PROTOCOL_REJECTED');
    expect(error.message).toContain('show main');
    expect(error.message).toContain(text);
  });
});

describe('the text in a TEXT file', () => {
  it.each([
    ['\x1b bA001', 'A001', false],
    ['\x1b"cA001', 'A001', true],
    ['', '', false],
    ['\x1b b', '', false],
    ['plain', 'plain', false],
    ['\x1b"bUP\x1b&bDOWN', 'UPDOWN', false],
    ['\x1b bA\x101', 'A?1', false],
    ['\x1b', '?', false],
  ])('%j', (file, text, isFlashing) => {
    expect(readText(file)).toEqual({ text, isFlashing });
  });
});
