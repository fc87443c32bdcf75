import { crc8 } from './crc8.js';

/**
 * What is said to a TeraRanger Evo counter (led-boards-counters-hid.md 5.3), the CRC-8 of it at the end. A closed list: the
 * presence mode of the Swipe Plus is not in it, because its manual prints a CRC that is wrong and nobody knows which firmware
 * takes which.
 */
const requests = {
  /** Sets in, out and net to zero. */
  'reset counters': [0x00, 0x55, 0x08, 0x00, 0x00, 0x00, 0x00],
  /** A Swipe Plus in presence mode counts nobody; this makes it count. */
  'traffic mode': [0x00, 0x21, 0x0a],
} as const;
export type RequestName = keyof typeof requests;

/** To be sent as one burst; byte by byte it is not understood. */
export function encodeRequest(name: RequestName): Uint8Array {
  const bytes = requests[name];
  return Uint8Array.of(...bytes, crc8(bytes));
}
