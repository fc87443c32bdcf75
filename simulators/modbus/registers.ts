import { exception, type Outcome, refuse, written } from './reply.js';
import type { ModbusRequest } from './request.js';

/** One 16-bit register. Without `read` or `write` it cannot be read or written. */
export interface Register {
  read?(): number;
  /** @param together everything this request writes, by register. */
  write?(value: number, together: Written): void;
  /** False refuses the whole request before any of it is done. Absent = any value. */
  accepts?(value: number, together: Written): boolean;
}

export type Written = ReadonlyMap<number, number>;
export type Registers = ReadonlyMap<number, Register>;

const mostRead = 125;
const mostWritten = 123;

/**
 * Reads (FC 03, or 04 for a map of input registers) or writes (FC 06, 10 hex) registers in the order the Modbus
 * application protocol asks for: function, count, addresses, values. A request is done whole or not at all.
 */
export function performOn(registers: Registers, request: ModbusRequest, readCode: 0x03 | 0x04 = 0x03): Outcome {
  const { functionCode, start, count } = request;
  const reading = functionCode === readCode;
  const writing = readCode === 0x03 && (functionCode === 0x06 || functionCode === 0x10);
  if (!reading && !writing) return refuse(exception.illegalFunction);
  if (count < 1 || count > (reading ? mostRead : mostWritten)) return refuse(exception.illegalValue);
  const numbers = Array.from({ length: count }, (_, index) => start + index);
  if (reading) {
    const values = numbers.map((number) => registers.get(number)?.read?.());
    return values.every((value) => value !== undefined) ? { values } : refuse(exception.illegalAddress);
  }
  const together = writtenBy(request);
  if (!numbers.every((number) => registers.get(number)?.write)) return refuse(exception.illegalAddress);
  const entries = [...together];
  if (!entries.every(([number, value]) => registers.get(number)?.accepts?.(value, together) ?? true)) {
    return refuse(exception.illegalValue);
  }
  for (const [number, value] of entries) registers.get(number)?.write?.(value, together);
  return written;
}

/** The registers a request would write; none for a reading or for coils. */
export function writtenBy({ functionCode, start, values }: ModbusRequest): Written {
  const registers = functionCode === 0x06 || functionCode === 0x10 ? values : [];
  return new Map(registers.map((value, index) => [start + index, value]));
}
