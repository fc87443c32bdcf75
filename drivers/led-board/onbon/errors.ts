import { type ErrorCode, GatewayError } from '../../error.js';

/** CmdError 0 to 16 of a NACK (led-boards-counters-hid.md 2.5). */
const meanings = [
  'no error named',
  'unknown command group',
  'unknown command',
  'busy',
  'out of memory',
  'CRC error',
  'file missing',
  'flash error',
  'download error',
  'wrong file name',
  'wrong file type',
  'file CRC error',
  'font missing',
  'firmware type mismatch',
  'wrong date or time format',
  'file exists',
  'wrong block number',
] as const;

export const refusals = { unknownGroup: 1, unknownCommand: 2, busy: 3, corrupt: 5, flash: 7 } as const;

/** `code 4: out of memory`. */
export function refusalText(code: number): string {
  return `code ${code}: ${meanings[code] ?? 'not in the table'}`;
}

/** The card does not have what was asked for. */
export function isMissing(code: number): boolean {
  return code === refusals.unknownGroup || code === refusals.unknownCommand;
}

/** A refusal for good, i.e. after the repetitions it allows. */
export function refusalError(label: string, code: number): GatewayError {
  return new GatewayError(errorCodeOf(code), `the card refused "${label}" with ${refusalText(code)}`);
}

function errorCodeOf(code: number): ErrorCode {
  if (isMissing(code)) return 'PROTOCOL_UNSUPPORTED';
  if (code === refusals.busy) return 'PROTOCOL_BUSY';
  return code === refusals.corrupt ? 'PROTOCOL_CORRUPT' : 'PROTOCOL_REJECTED';
}
