import { type ErrorCode, GatewayError } from '../../error.js';

/** Bits of a sign's status (led-boards-counters-hid.md 4.1); 40, always set, means nothing. */
const bits = [
  [0x20, 'illegal command or label'],
  [0x10, 'wrong checksum'],
  [0x08, 'buffer overflow'],
  [0x04, 'time-out within a packet'],
  [0x02, 'framing error'],
  [0x01, 'parity error'],
] as const;

/** A packet may have come damaged, so the same once more may be taken. */
const damage = 0x10 | 0x04 | 0x02 | 0x01;

export function hasErrors(status: number): boolean {
  return (status & 0x3f) !== 0;
}

export function isDamage(status: number): boolean {
  return hasErrors(status) && (status & 0x3f & ~damage) === 0;
}

/** `status 50: wrong checksum`. */
export function statusText(status: number): string {
  const names = bits.filter(([bit]) => (status & bit) !== 0).map(([, name]) => name);
  return `status ${status.toString(16).toUpperCase()}: ${names.join(', ') || 'no error named'}`;
}

/** A NAK for good, i.e. after the repetition it allows. */
export function refusalError(label: string, status: number): GatewayError {
  const code: ErrorCode = isDamage(status) ? 'PROTOCOL_CORRUPT' : 'PROTOCOL_REJECTED';
  return new GatewayError(code, `the sign refused "${label}" with ${statusText(status)}`);
}
