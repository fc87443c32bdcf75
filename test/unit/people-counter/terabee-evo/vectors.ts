import { hex } from '../../../support/hex.js';

/** led-boards-counters-hid.md 5.3, T1 to T11. */
export const vectors = {
  T1: hex('00 55 08 00 00 00 00 7C'),
  T2: hex('00 61 01 E7'),
  T3: hex('00 61 02 EE'),
  T4: hex('00 21 0A 8D'),
  T5: hex('00 55 09 00 00 00 00 1E'),
  T6: hex('00 55 03 06 A4 01 2C 85'),
  T7: hex('44 44 04 D2 09 29 56'),
  T8: hex('50 43 00 00 00 2A 00 00 00 03 00 05 00 02 83'),
  T9: hex('50 43 00 00 00 2A FF FF FF FF 00 02 00 03 3D'),
  T10: hex('50 43 00 00 00 2A 00 00 00 00 00 00 00 00 EB'),
  T11: hex('50 43 00 00 00 03 00 05 00 02 2D'),
} as const;
