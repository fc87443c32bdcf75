import { withCrc } from './crc.js';
import type { ModbusRequest } from './request.js';

/** Exception codes of Modbus that a slave has reason to send by itself. */
export const exception = { illegalFunction: 1, illegalAddress: 2, illegalValue: 3 } as const;

/** What a request came to: the values that were read (none for a writing), or an exception code, 1 to 255. */
export type Outcome = { readonly values: readonly number[] } | { readonly exception: number };

export const written: Outcome = { values: [] };
export const refuse = (code: number): Outcome => ({ exception: code });

/**
 * The answer to a request. A reading is answered with its values (bits for FC 01 and 02, 16-bit registers for 03 and
 * 04), a writing of one with its echo, one of many with start and count.
 * @param address who answers, 0 to 255.
 */
export function encodeReply(request: ModbusRequest, outcome: Outcome, address = request.address): Uint8Array {
  const { functionCode } = request;
  if ('exception' in outcome) return withCrc([address, functionCode | 0x80, outcome.exception]);
  return withCrc([address, functionCode, ...body(request, outcome.values)]);
}

function body({ functionCode, start, count, values }: ModbusRequest, read: readonly number[]): number[] {
  if (functionCode <= 0x02) return counted(packBits(read));
  if (functionCode <= 0x04) return counted(read.flatMap(bigEndian));
  return [...bigEndian(start), ...bigEndian(functionCode <= 0x06 ? (values[0] ?? 0) : count)];
}

function counted(bytes: readonly number[]): number[] {
  return [bytes.length, ...bytes];
}

/** The first bit is the lowest of the first byte; the last byte is filled with zeros. */
function packBits(bits: readonly number[]): number[] {
  const bytes = Array<number>(Math.ceil(bits.length / 8)).fill(0);
  bits.forEach((bit, index) => {
    bytes[index >> 3] = (bytes[index >> 3] ?? 0) | ((bit & 1) << (index & 7));
  });
  return bytes;
}

function bigEndian(value: number): [number, number] {
  return [(value >>> 8) & 0xff, value & 0xff];
}
