import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sealed } from '../../../drivers/modbus/frame.js';
import { type ModbusReply, replyDecoder } from '../../../drivers/modbus/reply.js';
import { encodeRequest, type ModbusRequest } from '../../../drivers/modbus/request.js';
import { hex } from '../../support/hex.js';
import { exceptionVectors, misprints, replyOf, vectors } from './vectors.js';

const accepted = vectors.flatMap((vector) => {
  const reply = replyOf(vector);
  if (reply === undefined) return [];
  const value: ModbusReply = { data: hex(vector.data ?? '') };
  return [{ name: vector.name, unit: vector.unit, request: vector.request as ModbusRequest, wire: hex(reply), value }];
});
const refused = exceptionVectors.map(({ name, unit, request, wire, exception }) => {
  const value: ModbusReply = { exception };
  return { name, unit, request: request as ModbusRequest, wire: hex(wire), value };
});
const replies = [...accepted, ...refused];

const noise = fc.uint8Array({ maxLength: 80 });
const readFour: ModbusRequest = { kind: 'read holding registers', address: 0, count: 4 };
const four = hex('01 03 08 00 41 00 30 00 30 00 31 45 0C');
const fourValue = { data: hex('00 41 00 30 00 30 00 31') };

describe.each(replies)('the reply $name', ({ unit, request, wire, value }) => {
  const decoder = () => replyDecoder(unit, request);

  it('gives the published value', () => {
    expect(decoder()(wire)).toEqual(value);
  });

  it('gives it in any pieces, with the last byte and not before', () => {
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

  it('is found behind noise and its own beginning, byte for byte', () => {
    fc.assert(
      fc.property(noise, fc.nat(wire.length - 1), (before, cut) => {
        const decode = decoder();
        const stream = Buffer.concat([before, wire.subarray(0, cut), wire]);
        const values = [...stream].map((byte) => decode(Uint8Array.of(byte)));
        expect(values.find((each) => each !== undefined)).toEqual(value);
      }),
      { numRuns: 40 },
    );
  });

  it('with any one bit flipped is none, and its sound twin behind it is', () => {
    for (let bit = 0; bit < wire.length * 8; bit++) {
      const flipped = wire.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const decode = decoder();
      expect(decode(flipped), `bit ${bit}`).toBeUndefined();
      expect(decode(wire), `after bit ${bit}`).toEqual(value);
    }
  });

  it('of another unit leaves it waiting', () => {
    const body = wire.slice(0, -2);
    body[0]! ^= 0x02;
    const decode = decoder();
    expect(decode(sealed(body))).toBeUndefined();
    expect(decode(wire)).toEqual(value);
  });

  it('to another function leaves it waiting', () => {
    const body = wire.slice(0, -2);
    body[1]! ^= 0x41;
    const decode = decoder();
    expect(decode(sealed(body))).toBeUndefined();
    expect(decode(wire)).toEqual(value);
  });
});

describe('what the decoder says of damage', () => {
  it('each frame that began as the reply and has a wrong CRC, once, however it comes', () => {
    let damaged = 0;
    const decode = replyDecoder(1, readFour, () => {
      damaged += 1;
    });
    const broken = four.with(5, 0xff);
    for (const byte of broken) expect(decode(Uint8Array.of(byte))).toBeUndefined();
    expect(damaged).toBe(1);
    expect(decode(broken)).toBeUndefined();
    expect(damaged).toBe(2);
    expect(decode(hex('00 FF 01 02 99'))).toBeUndefined();
    expect(decode(four)).toEqual(fourValue);
    expect(damaged).toBe(2);
  });
});

describe('what else is on the line', () => {
  it.each(accepted.filter(({ request }) => request.kind !== 'write register'))(
    'our own echo before $name is passed over',
    ({ unit, request, wire, value }) => {
      const decode = replyDecoder(unit, request);
      expect(decode(encodeRequest(unit, request))).toBeUndefined();
      expect(decode(wire)).toEqual(value);
    },
  );

  it('an echo that looks like the head of the reply does not hold it up', () => {
    // Register 0800h: the echo goes on with 08, the size of the reply.
    const request: ModbusRequest = { kind: 'read holding registers', address: 0x0800, count: 4 };
    const decode = replyDecoder(1, request);
    expect(decode(encodeRequest(1, request))).toBeUndefined();
    expect(decode(four)).toEqual(fourValue);
  });

  it('the echo of `write register` cannot be told from its reply: it is no evidence', () => {
    const request: ModbusRequest = { kind: 'write register', address: 8, value: 1 };
    expect(replyDecoder(1, request)(encodeRequest(1, request))).toEqual({ data: new Uint8Array() });
  });

  it.each([4, 6])('no echo of %i characters is taken for the reply, whatever the unit', (digits) => {
    for (let unit = 1; unit <= 247; unit++) {
      const request: ModbusRequest = { kind: 'write registers', address: 0, values: Array(digits).fill(0x30) };
      expect(replyDecoder(unit, request)(encodeRequest(unit, request)), `unit ${unit}`).toBeUndefined();
    }
  });

  it.each<[string, Uint8Array]>([
    ['of another size', sealed(hex('01 03 02 00 41'))],
    ['to a write of characters', hex('01 10 00 00 00 04 C1 CA')],
    ['that refuses a write', hex('01 90 02 CD C1')],
    ['that refuses another read', hex('01 84 01 82 C0')],
  ])('a late reply %s is passed over', (_what, late) => {
    const decode = replyDecoder(1, readFour);
    expect(decode(late)).toBeUndefined();
    expect(decode(four)).toEqual(fourValue);
  });

  it.each<[string, Uint8Array]>([
    ['register', hex('01 06 00 09 00 01 98 08')],
    ['value', hex('01 06 00 08 00 0F 48 0C')],
  ])('a late reply to a write of another %s is passed over', (_what, late) => {
    const decode = replyDecoder(1, { kind: 'write register', address: 8, value: 1 });
    expect(decode(late)).toBeUndefined();
    expect(decode(hex('01 06 00 08 00 01 C9 C8'))).toEqual({ data: new Uint8Array() });
  });

  it('a late reply to a write of another range is passed over', () => {
    const decode = replyDecoder(1, { kind: 'write registers', address: 0, values: [1, 2, 3, 4] });
    expect(decode(hex('01 10 00 06 00 02 A1 C9'))).toBeUndefined();
    expect(decode(hex('01 10 00 00 00 04 C1 CA'))).toEqual({ data: new Uint8Array() });
  });

  it.each(misprints)('the misprint %s is nobody’s reply', (wire) => {
    const requests: ModbusRequest[] = [
      { kind: 'read holding registers', address: 0, count: 1 },
      { kind: 'write register', address: 0, value: 0x31 },
      { kind: 'write register', address: 8, value: 1 },
    ];
    for (const request of requests) expect(replyDecoder(0xff, request)(hex(wire))).toBeUndefined();
  });

  it('the first of two replies in one piece is taken', () => {
    const second = sealed(hex('01 03 08 00 42 00 30 00 30 00 32'));
    expect(replyDecoder(1, readFour)(Buffer.concat([four, second]))).toEqual(fourValue);
  });

  it('an exception code that no standard knows is still an exception', () => {
    expect(replyDecoder(1, readFour)(sealed([1, 0x83, 0x7f]))).toEqual({ exception: 0x7f });
  });
});

describe('a line full of noise', () => {
  it('never makes the decoder throw, nor find what is not there', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        const stream = Buffer.concat(chunks);
        for (const { unit, request } of replies) {
          const decode = replyDecoder(unit, request);
          const found = chunks.map((chunk) => decode(chunk)).find((value) => value !== undefined);
          if (found && 'data' in found) expect(stream.includes(Buffer.from(found.data))).toBe(true);
        }
      }),
    );
  });

  it('of bytes the frames are made of gives a value only where a whole frame stands', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...four), { maxLength: 200 }), (bytes) => {
        if (replyDecoder(1, readFour)(Uint8Array.from(bytes)) === undefined) return;
        const at = (i: number) => Uint8Array.from(bytes.slice(i, i + 11));
        expect(bytes.some((_, i) => Buffer.from(bytes).includes(Buffer.from(sealed(at(i)))))).toBe(true);
      }),
    );
  });

  it('does not fill the memory, in pieces or in one', () => {
    const decode = replyDecoder(1, readFour);
    decode(hex('01 03 08'));
    const before = process.memoryUsage().heapUsed;
    for (let piece = 0; piece < 1_000; piece++) decode(Buffer.alloc(1_000, four.subarray(0, 12)));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
    expect(decode(Buffer.alloc(300_000, 0x01))).toBeUndefined();
    expect(decode(four)).toEqual(fourValue);
  });
});
