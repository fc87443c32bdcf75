import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalError, refusalText } from '../../../../drivers/led-board/onbon/errors.js';
import { readFirmware, readStatus, replyDecoder } from '../../../../drivers/led-board/onbon/reply.js';
import { encodeRequest } from '../../../../drivers/led-board/onbon/request.js';
import { hex } from '../../../support/hex.js';
import { vectors } from './vectors.js';
import { ack, cardFrame, nack } from './wire.js';

const accepted = { accepted: true, deviceType: 0xfe, payload: new Uint8Array() };
const refused = (code: number) => ({ accepted: false, deviceType: 0xfe, code });
/** 18 bytes: on, level 9, clock, the rest as the vendor's demo reads it, two areas. */
const status = [1, 9, 0x26, 0x20, 0x11, 0x23, 0x10, 0x30, 0x45, 1, 0, 0, 0, 0, 0, 0, 0, 2];

describe('the reply of an Onbon card', () => {
  it.each([
    ['O16', accepted],
    ['O17', refused(5)],
    ['O18', refused(3)],
    ['O19', refused(2)],
  ] as const)('%s is understood', (name, reply) => {
    expect(replyDecoder(1, 'ping')(vectors[name])).toEqual(reply);
  });

  it.each(Array.from({ length: 17 }, (_, code) => code))('NACK with code %d is a refusal with a meaning', (code) => {
    expect(replyDecoder(1, 'areas')(cardFrame(nack(code)))).toEqual(refused(code));
    expect(refusalText(code)).toMatch(new RegExp(`^code ${code}: (?!not in the table)\\w`));
  });

  it('NACK with a code from the future is a refusal too', () => {
    expect(replyDecoder(1, 'areas')(cardFrame(nack(99)))).toEqual(refused(99));
    expect(refusalText(99)).toBe('code 99: not in the table');
  });

  it('an ACK that names an error is a refusal', () => {
    expect(replyDecoder(1, 'areas')(cardFrame([0xa0, 0, 7, 0, 0]))).toEqual(refused(7));
  });

  it.each([
    [1, 'PROTOCOL_UNSUPPORTED'],
    [2, 'PROTOCOL_UNSUPPORTED'],
    [3, 'PROTOCOL_BUSY'],
    [5, 'PROTOCOL_CORRUPT'],
    [4, 'PROTOCOL_REJECTED'],
    [7, 'PROTOCOL_REJECTED'],
    [16, 'PROTOCOL_REJECTED'],
    [99, 'PROTOCOL_REJECTED'],
  ])('refusal %d is the error %s, which says what was refused and why', (code, expected) => {
    const error = refusalError('show main', code);
    expect(error.code).toBe(expected);
    expect(error.message).toContain('show main');
    expect(error.message).toContain(refusalText(code));
  });

  it('names the type of the card', () => {
    expect(replyDecoder(1, 'ping')(cardFrame(ack(), { deviceType: 0x61 }))).toMatchObject({ deviceType: 0x61 });
  });

  it('may carry the addresses as the request had them', () => {
    const unswapped = cardFrame(ack(), { source: 0x8000, destination: 1 });
    expect(replyDecoder(1, 'ping')(unswapped)).toEqual(accepted);
  });

  it('of another card on the line leaves us waiting for ours', () => {
    const decode = replyDecoder(1, 'ping');
    expect(decode(cardFrame(nack(4), { source: 2 }))).toBeUndefined();
    expect(decode(cardFrame(ack(), { source: 0xfffe }))).toBeUndefined();
    expect(decode(vectors.O16)).toEqual(accepted);
  });

  it('is not the echo of any request of ours', () => {
    const requests = (['ping', 'firmware', 'status', 'clear-screen'] as const).map((kind) => ({ kind }));
    for (const request of requests) {
      const decode = replyDecoder(1, request.kind);
      expect(decode(encodeRequest(request, 1)), request.kind).toBeUndefined();
      expect(decode(vectors.O16), request.kind).toEqual(accepted);
    }
    expect(replyDecoder(1, 'areas')(vectors.O11)).toBeUndefined();
  });

  it('too short to say anything is none', () => {
    expect(replyDecoder(1, 'ping')(cardFrame([0xa0, 0, 0, 0]))).toBeUndefined();
    expect(replyDecoder(1, 'ping')(cardFrame([]))).toBeUndefined();
  });

  it('is found at every split, between noise and our own echo', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(200), (noise, at) => {
        const stream = Buffer.concat([noise, vectors.O1, noise, vectors.O17, noise]);
        const decode = replyDecoder(1, 'ping');
        const seen = [decode(stream.subarray(0, at)), decode(stream.subarray(at))];
        expect(seen.find((reply) => reply !== undefined)).toEqual(refused(5));
      }),
    );
  });

  it('is never made of noise', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (chunks) => {
        const decode = replyDecoder(1, 'status');
        for (const chunk of chunks) expect(decode(chunk)).toBeUndefined();
      }),
    );
  });
});

describe('the status of a card', () => {
  it.each([
    ['as ACK', ack(...status)],
    ['under its own code', [0xa1, 0x02, 0, 0, 0, ...status]],
  ])('is read %s', (_prefix, data) => {
    const reply = replyDecoder(1, 'status')(cardFrame(data));
    expect(reply).toEqual({ ...accepted, payload: Uint8Array.from(status) });
    expect(readStatus(Uint8Array.from(status))).toEqual({ on: true, level: 9, areaCount: 2 });
  });

  it('under its own code is no answer to anything else', () => {
    expect(replyDecoder(1, 'areas')(cardFrame([0xa1, 0x02, 0, 0, 0, ...status]))).toBeUndefined();
    expect(replyDecoder(1, 'firmware')(cardFrame([0xa1, 0x02, 0, 0, 0, ...status]))).toBeUndefined();
  });

  it.each([
    ['01 0F', { on: true, level: 15, areaCount: undefined }],
    ['02 00', { on: false, level: 0, areaCount: undefined }],
    ['01 10', { on: true, level: 15, areaCount: undefined }],
  ])('%s is enough', (bytes, expected) => {
    expect(readStatus(hex(bytes))).toEqual(expected);
  });

  it.each(['', '01', '00 05', '03 05', 'FF FF FF'])('%s is none', (bytes) => {
    expect(readStatus(hex(bytes))).toBeUndefined();
  });
});

describe('the firmware of a card', () => {
  it.each([
    ['V3.02 BX-5K1', 'V3.02 BX-5K1'],
    ['1.0\0\0\0', '1.0'],
  ])('%j reads as text', (bytes, text) => {
    expect(readFirmware(Buffer.from(bytes, 'latin1'))).toBe(text);
  });

  it.each(['', '\0\0', '\x01\x02', 'caf\xe9', 'x'.repeat(65)])('%j is not shown as one', (bytes) => {
    expect(readFirmware(Buffer.from(bytes, 'latin1'))).toBeUndefined();
  });
});
