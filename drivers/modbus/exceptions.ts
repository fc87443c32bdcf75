import { type ErrorCode, GatewayError } from '../error.js';

/** Modbus Application Protocol 1.1b3, section 7, and the error each becomes. */
const exceptions: ReadonlyMap<number, readonly [meaning: string, code: ErrorCode]> = new Map([
  [0x01, ['illegal function', 'PROTOCOL_UNSUPPORTED']],
  [0x02, ['illegal data address', 'PROTOCOL_REJECTED']],
  [0x03, ['illegal data value', 'PROTOCOL_REJECTED']],
  [0x04, ['device failure', 'PROTOCOL_REJECTED']],
  [0x05, ['acknowledged, takes longer', 'PROTOCOL_BUSY']],
  [0x06, ['device busy', 'PROTOCOL_BUSY']],
  [0x08, ['memory parity error', 'PROTOCOL_REJECTED']],
  // Not the device speaks here but a converter before it: the device itself was not reached.
  [0x0a, ['gateway path unavailable', 'TRANSPORT_REPLY_TIMEOUT']],
  [0x0b, ['device behind the gateway does not answer', 'TRANSPORT_REPLY_TIMEOUT']],
]);

/** `exception 02: illegal data address`. */
export function exceptionText(code: number): string {
  const [meaning = 'not in the standard'] = exceptions.get(code) ?? [];
  return `exception ${code.toString(16).toUpperCase().padStart(2, '0')}: ${meaning}`;
}

/** Whoever sees it knows what was asked, of whom, and what came back. */
export function exceptionError(unit: number, label: string, code: number): GatewayError {
  const [, errorCode = 'PROTOCOL_REJECTED' as const] = exceptions.get(code) ?? [];
  return new GatewayError(errorCode, `unit ${unit} refused "${label}" with ${exceptionText(code)}`);
}
