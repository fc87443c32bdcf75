import { sealed, uint16 } from './frame.js';

/** The functions the drivers need (Modbus Application Protocol 1.1b3, section 6); nothing else can be encoded. */
export const functions = {
  'read coils': 0x01,
  'read discrete inputs': 0x02,
  'read holding registers': 0x03,
  'read input registers': 0x04,
  'write register': 0x06,
  'write registers': 0x10,
} as const;

/** Most a read may ask for at once, so that the reply fits a frame of 256 bytes. */
const mostRead = {
  'read coils': 2_000,
  'read discrete inputs': 2_000,
  'read holding registers': 125,
  'read input registers': 125,
} as const;
const mostWritten = 123;

export interface ReadRequest {
  readonly kind: keyof typeof mostRead;
  /** First coil, input or register, 0 to FFFF, as it stands on the wire. */
  readonly address: number;
  /** How many: bits 1 to 2000, registers 1 to 125. */
  readonly count: number;
}

export type WriteRequest =
  /** `value` 0 to FFFF. */
  | { readonly kind: 'write register'; readonly address: number; readonly value: number }
  /** 1 to 123 values of 0 to FFFF. */
  | { readonly kind: 'write registers'; readonly address: number; readonly values: readonly number[] };

export type ModbusRequest = ReadRequest | WriteRequest;

/** The whole frame. Throws a RangeError for what Modbus cannot say, a mistake of the caller. */
export function encodeRequest(unit: number, request: ModbusRequest): Uint8Array {
  check('unit', unit, 0, 0xff);
  check('address', request.address, 0, 0xffff);
  return sealed([unit, functions[request.kind], ...uint16(request.address), ...operands(request)]);
}

/** `read holding registers 0..9`, for logs and alarm texts. */
export function requestText(request: ModbusRequest): string {
  const { kind, address } = request;
  const last = address + countOf(request) - 1;
  return last === address ? `${kind} ${address}` : `${kind} ${address}..${last}`;
}

function operands(request: ModbusRequest): number[] {
  switch (request.kind) {
    case 'write register':
      check('value', request.value, 0, 0xffff);
      return uint16(request.value);
    case 'write registers': {
      const { values } = request;
      check('number of values', values.length, 1, mostWritten);
      for (const value of values) check('value', value, 0, 0xffff);
      return [...uint16(values.length), values.length * 2, ...values.flatMap(uint16)];
    }
    default:
      check('count', request.count, 1, mostRead[request.kind]);
      return uint16(request.count);
  }
}

function countOf(request: ModbusRequest): number {
  if (request.kind === 'write register') return 1;
  return request.kind === 'write registers' ? request.values.length : request.count;
}

function check(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`Modbus ${name} ${value}, allowed: ${least} to ${most}`);
}
