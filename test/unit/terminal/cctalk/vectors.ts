import { hex } from '../../../support/hex.js';

/** The messages of terminal-health.md 5.1, byte for byte. */
export const sumVectors = {
  'simple poll to 40': '28 00 01 FE D9',
  'ACK of 40': '01 00 28 00 D7',
  'simple poll to 2': '02 00 01 FE FF',
  'ACK of 2': '01 00 02 00 FD',
  'NAK of 2': '01 00 02 05 F8',
  'category to 40': '28 00 01 F5 E2',
  'category reply': '01 0E 28 00 42 69 6C 6C 20 56 61 6C 69 64 61 74 6F 72 80',
  'manufacturer to 40': '28 00 01 F6 E1',
  'product to 40': '28 00 01 F4 E3',
  'serial to 40': '28 00 01 F2 E5',
  'serial reply': '01 03 28 00 BC 61 4E 69',
  'polling priority to 40': '28 00 01 F9 DE',
  'polling priority reply': '01 02 28 00 02 14 BF',
  'self-check to 40': '28 00 01 E8 EF',
  'self-check ok': '01 01 28 00 00 D6',
  'self-check stacker missing': '01 01 28 00 2C AA',
  'self-check stacker full': '01 01 28 00 2D A9',
  'self-check jam': '01 01 28 00 27 AF',
  'self-check sensor 3': '01 02 28 00 24 03 AE',
  'bill events poll': '28 00 01 9F 38',
  'bill events none': '01 0B 28 00 00 00 00 00 00 00 00 00 00 00 00 CC',
  'bill events 1': '01 0B 28 00 01 00 0B 00 00 00 00 00 00 00 00 C0',
  'bill events 2': '01 0B 28 00 02 00 0C 00 0B 00 00 00 00 00 00 B3',
  'bill events 3': '01 0B 28 00 03 00 0E 00 0C 00 0B 00 00 00 00 A4',
  'coin credit poll': '02 00 01 E5 18',
  'coin credit reply': '01 0B 02 00 06 06 04 00 14 00 17 06 04 0D 02 9E',
  'Suzo-Happ 3 header 4': '03 00 01 04 F8',
  'Suzo-Happ 3 header 2': '03 00 01 02 FA',
  'Suzo-Happ reply': '01 09 03 00 53 75 7A 6F 2D 48 61 70 70 8C',
} as const;

/** Of the CRC variant. */
export const crcVectors = {
  'reset to 40': '28 00 46 01 3F',
  'AST reply': '01 03 72 00 41 53 54 C0',
} as const;

export const bytesOf = (text: string) => hex(text);
