import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acknowledgeDecoder, checksum, encodeFrame } from '../../../../drivers/led-board/am03127/frame.js';
import { encodeRequest, type Request } from '../../../../drivers/led-board/am03127/request.js';

const time = { year: 2026, month: 11, day: 23, hour: 10, minute: 30, second: 45, weekday: 1 };
const place = { page: 'A', line: 1 };
const text = (value: string, blink = false): Request => ({ kind: 'text', ...place, colour: 'red', blink, text: value });
const wire = (request: Request) => Buffer.from(encodeRequest(request, '01')).toString('latin1');
const ascii = (value: string) => Buffer.from(value, 'latin1');

describe('requests to an AM03127 sign', () => {
  it.each<[string, Request]>([
    ['<ID01><L1><PA><FA><MA><WC><FA><CB><AA>A00105<E>', text('A001')],
    ['<ID01><SC>2601112310304515<E>', { kind: 'clock', time }],
    ['<ID01><D*>6C<E>', { kind: 'delete-all' }],
    ['<ID01><BA>01<E>', { kind: 'brightness', step: 100 }],
    ['<ID01><BD>04<E>', { kind: 'brightness', step: 25 }],
    ['<ID01><RPA>41<E>', { kind: 'run', page: 'A' }],
    ['<ID01><DL1PA>2A<E>', { kind: 'delete-line', ...place }],
  ])('%s is what we send', (frame, request) => {
    expect(wire(request)).toBe(frame);
  });

  it('the schedule of the vectors has the checksum of the others, and is no request of ours', () => {
    const frame = encodeFrame('<TA>00010100009912312359A', '01');
    expect(Buffer.from(frame).toString()).toBe('<ID01><TA>00010100009912312359A5A<E>');
  });

  it('two digits of checksum, also when the first is 0', () => {
    expect(checksum('<BA>')).toBe('01');
    expect(checksum('')).toBe('00');
  });

  it('the second field of the clock is the weekday from Monday, not the week of the year', () => {
    const weekday = (value: number) => wire({ kind: 'clock', time: { ...time, weekday: value } }).slice(12, 14);
    expect([1, 3, 7].map(weekday)).toEqual(['01', '03', '07']);
  });

  it('blinks by the method', () => {
    expect(wire(text('A001', true))).toContain('<FA><MB><WC><FA>');
  });

  it('has three colours, and all lines and pages', () => {
    const other: Request = { kind: 'text', page: 'Z', line: 8, colour: 'orange', blink: false, text: 'x' };
    expect(wire(other)).toMatch(/^<ID01><L8><PZ>.*<CH><AA>x..<E>$/);
    expect(wire({ ...other, colour: 'green' })).toContain('<CE>');
  });

  it('no text begins a tag or carries a control character, whatever is in it', () => {
    const letters = fc.oneof(fc.constantFrom('<D*>', '<E>', '<', '\n', 'é', '\x1b', '<ID01>'), fc.string());
    fc.assert(
      fc.property(fc.array(letters), (parts) => {
        const frame = wire(text(parts.join('')));
        const head = '<ID01><L1><PA><FA><MA><WC><FA><CB><AA>';
        expect(frame.startsWith(head)).toBe(true);
        expect(frame.slice(head.length)).toMatch(/^[\x20-\x3b\x3d-\x7e]*[0-9A-F]{2}<E>$/);
      }),
    );
  });
});

describe('what an AM03127 sign answers', () => {
  it.each(['ACK', 'NACK'] as const)('%s in any pieces, after any noise', (word) => {
    // Noise that ends in N would make a NACK of an ACK: the safe side.
    const noise = fc
      .uint8Array({ maxLength: 40 })
      .map((bytes) => bytes.filter((byte) => ![0x4e, 0x3c, 0x4b].includes(byte)));
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 5 }), (before, size) => {
        const decode = acknowledgeDecoder();
        const stream = Buffer.concat([before, ascii(word)]);
        let answer: string | undefined;
        for (let at = 0; at < stream.length && answer === undefined; at += size) {
          answer = decode(stream.subarray(at, at + size));
        }
        expect(answer).toBe(word);
      }),
    );
  });

  it('N and ACK apart are still a refusal', () => {
    const decode = acknowledgeDecoder();
    expect(decode(ascii('N'))).toBeUndefined();
    expect(decode(ascii('ACK'))).toBe('NACK');
  });

  it.each(['', 'AC', 'A CK', 'ack', 'NAK', '\x06', 'AACC', 'KCA'])('%j is no answer', (bytes) => {
    expect(acknowledgeDecoder()(ascii(bytes))).toBeUndefined();
  });

  it.each(['BACK TO 1', 'NACK', 'ACK'])('our own text %s coming back is none', (value) => {
    const decode = acknowledgeDecoder();
    expect(decode(encodeRequest(text(value), '01'))).toBeUndefined();
    expect(decode(ascii('ACK'))).toBe('ACK');
  });

  it('the letters of a frame end and of an answer are not taken together', () => {
    const decode = acknowledgeDecoder();
    expect(decode(ascii('<ID01>N<E>ACK'))).toBe('ACK');
  });

  it('a frame that never ends does not make it deaf for ever', () => {
    const decode = acknowledgeDecoder();
    expect(decode(ascii(`<ID${'ACK'.repeat(100)}`))).toBeUndefined();
    expect(decode(Buffer.alloc(2_000, 0x20))).toBeUndefined();
    expect(decode(ascii('ACK'))).toBe('ACK');
  });
});
