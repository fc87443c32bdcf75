import { describe, expect, it } from 'vitest';
import { crc16, isSound, sealed } from '../../../drivers/modbus/frame.js';
import { encodeRequest, type ModbusRequest, requestText } from '../../../drivers/modbus/request.js';
import { hex, toHex } from '../../support/hex.js';
import { exceptionVectors, misprints, replyOf, vectors } from './vectors.js';

describe('Modbus requests', () => {
  it.each(vectors)('$name has the published bytes', ({ unit, request, wire }) => {
    expect(toHex(encodeRequest(unit, request))).toBe(wire);
  });

  it('read coils as the standard shows it', () => {
    const request: ModbusRequest = { kind: 'read coils', address: 0x13, count: 0x25 };
    expect(toHex(encodeRequest(0x11, request))).toBe('11 01 00 13 00 25 0E 84');
  });

  it.each<[string, ModbusRequest]>([
    ['no register', { kind: 'read holding registers', address: 0, count: 0 }],
    ['more registers than a reply holds', { kind: 'read input registers', address: 0, count: 126 }],
    ['more bits than a reply holds', { kind: 'read coils', address: 0, count: 2_001 }],
    ['half a register', { kind: 'read holding registers', address: 0.5, count: 1 }],
    ['an address of 17 bits', { kind: 'write register', address: 0x1_0000, value: 0 }],
    ['a negative value', { kind: 'write register', address: 0, value: -1 }],
    ['a value of 17 bits among others', { kind: 'write registers', address: 0, values: [1, 0x1_0000] }],
    ['nothing to write', { kind: 'write registers', address: 0, values: [] }],
    ['more than a frame holds', { kind: 'write registers', address: 0, values: Array(124).fill(0) }],
  ])('with %s are refused before they are bytes', (_what, request) => {
    expect(() => encodeRequest(1, request)).toThrow(RangeError);
  });

  it.each([-1, 256, 1.5, Number.NaN])('to unit %s are refused', (unit) => {
    expect(() => encodeRequest(unit, { kind: 'write register', address: 0, value: 0 })).toThrow(RangeError);
  });

  it('may be as long as a frame can be', () => {
    const request: ModbusRequest = { kind: 'write registers', address: 0, values: Array(123).fill(0xffff) };
    expect(encodeRequest(1, request)).toHaveLength(255);
  });

  it.each<[string, ModbusRequest]>([
    ['read holding registers 0..9', { kind: 'read holding registers', address: 0, count: 10 }],
    ['write registers 6..7', { kind: 'write registers', address: 6, values: [1, 2] }],
    ['write register 8', { kind: 'write register', address: 8, value: 300 }],
    ['read coils 3', { kind: 'read coils', address: 3, count: 1 }],
  ])('are called "%s" in logs', (text, request) => {
    expect(requestText(request)).toBe(text);
  });
});

describe('the CRC of a Modbus frame', () => {
  it('is the catalogue value for 123456789', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x4b37);
  });

  it.each([...vectors.flatMap((vector) => replyOf(vector) ?? []), ...exceptionVectors.map(({ wire }) => wire)])(
    'fits the published reply %s',
    (wire) => {
      expect(isSound(hex(wire))).toBe(true);
      expect(toHex(sealed(hex(wire).subarray(0, -2)))).toBe(wire);
    },
  );

  it.each([
    ['00 03 40 00 00 01 90 1B', true],
    ['00 03 00 04 00 01 C4 1A', true],
    ...misprints.map((wire) => [wire, false] as const),
  ] as const)('of %s: %s', (wire, sound) => {
    expect(isSound(hex(wire))).toBe(sound);
  });

  it.each(['', '01', '01 03', 'FF FF', 'FF FF FF'])('is not found in a stump: "%s"', (wire) => {
    expect(isSound(hex(wire))).toBe(false);
  });
});
