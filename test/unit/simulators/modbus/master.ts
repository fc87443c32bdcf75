import { crc16, withCrc } from '../../../../simulators/modbus/crc.js';
import { toHex } from '../../../support/hex.js';

const pair = (value: number) => [value >> 8, value & 0xff];

/** Frames a master sends, for requests no vector has; the CRC is proven by the vectors. */
export const read = (start: number, count = 1, { address = 1, functionCode = 3 } = {}) =>
  toHex(withCrc([address, functionCode, ...pair(start), ...pair(count)]));

export const writeOne = (register: number, value: number, { address = 1, functionCode = 6 } = {}) =>
  toHex(withCrc([address, functionCode, ...pair(register), ...pair(value)]));

export const writeMany = (start: number, values: readonly number[], { address = 1 } = {}) =>
  toHex(withCrc([address, 0x10, ...pair(start), ...pair(values.length), values.length * 2, ...values.flatMap(pair)]));

export const frame = (...body: number[]) => toHex(withCrc(body));

/** The registers in an answer to FC 03 or 04; the exception code as `-2`. */
export function registersIn(heard: string): number[] {
  const bytes = Buffer.from(heard.replaceAll(' ', ''), 'hex');
  if (bytes.length === 0) return [];
  if ((bytes[1]! & 0x80) !== 0) return [-bytes[2]!];
  return Array.from({ length: bytes[2]! / 2 }, (_, index) => bytes.readUInt16BE(3 + index * 2));
}

/** Who answered to a reading of `count` registers: the addresses of the intact answers among what was heard. */
export function answerers(heard: Uint8Array, count: number): number[] {
  const length = 5 + count * 2;
  return [...heard.keys()]
    .map((at) => heard.subarray(at, at + length))
    .filter((bytes) => bytes.length === length && bytes[1] === 3 && bytes[2] === count * 2 && crc16(bytes) === 0)
    .map(([address = 0]) => address);
}
