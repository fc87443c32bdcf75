import { hex } from '../../../support/hex.js';

const heads = 'A5 A5 A5 A5 A5 A5 A5 A5 ';
const toCard1 = `${heads}01 00 00 80 00 00 00 00 00 00 FE 02 `;
const toHost = `${heads}00 80 01 00 00 00 00 00 00 00 FE 02 `;

/** led-boards-counters-hid.md 2.9, whole frames. */
export const vectors = {
  O1: hex(`${toCard1}05 00 A2 00 01 00 00 68 F8 5A`),
  O2: hex(`${toCard1}05 00 A1 02 01 00 00 2D 40 5A`),
  O3: hex(`${toCard1}05 00 A3 10 01 00 00 51 F8 5A`),
  O4: hex(
    `${toCard1}32 00 A3 06 01 2D 00 00 01 29 00 00 00 00 00 00 18 00 20 00 00 00 00 02 00 00 00 00 02 02 03 00 04 05 0E 00 00 00 30 31 32 33 34 35 51 52 53 54 54 56 27 42 A8 7D 5A`,
  ),
  O5: hex(`${toCard1}0E 00 A1 05 01 00 00 01 50 30 30 30 49 00 00 00 E2 16 5A`),
  O6: hex(`${toCard1}0B 00 A3 04 01 06 00 00 01 50 30 30 30 42 6A 5A`),
  O7: hex(`${toCard1}0B 00 A3 04 01 06 00 00 00 50 30 30 30 7F AA 5A`),
  O8: hex(`${toCard1}06 00 A3 00 01 00 00 01 79 EA 5A`),
  O9: hex(`${toCard1}06 00 A3 00 01 00 00 02 39 EB 5A`),
  O10: hex(`${heads}FE FF 00 80 00 00 00 00 00 00 FE 02 06 00 A3 00 01 00 00 01 5D F1 5A`),
  O11: hex(
    `${toCard1}28 00 A3 06 01 00 00 00 01 1F 00 00 00 00 00 00 08 00 20 00 00 00 00 00 00 00 00 00 02 01 01 00 00 00 04 00 00 00 41 30 30 31 BE D1 5A`,
  ),
  O12: hex(
    `${toCard1}35 00 A3 06 01 00 00 00 01 2C 00 00 00 00 00 00 10 00 20 00 00 00 00 00 00 00 00 00 02 01 01 00 00 00 11 00 00 00 C7 EB 41 30 30 31 BA C5 B5 BD 33 BA C5 B4 B0 BF DA 24 F6 5A`,
  ),
  O13: hex(
    `${toCard1}29 00 A3 06 01 00 00 00 01 20 00 00 00 00 00 00 08 00 10 00 01 00 00 05 00 00 00 00 02 01 01 00 00 08 05 00 00 00 A6 02 5B 02 A6 01 5B 01 41 8B 14 5A`,
  ),
  O14: hex(`${toCard1}08 00 A3 06 01 00 00 01 00 00 A6 02 EA 5A`),
  O15: hex(`${toCard1}0D 00 A2 03 01 00 00 26 20 11 23 10 30 45 01 E0 AA 5A`),
  O16: hex(`${toHost}05 00 A0 00 00 00 00 64 DC 5A`),
  O17: hex(`${toHost}05 00 A0 01 05 00 00 75 21 5A`),
  O18: hex(`${toHost}05 00 A0 01 03 00 00 95 20 5A`),
  O19: hex(`${toHost}05 00 A0 01 02 00 00 C4 E0 5A`),
  O20: hex(`${heads}5B 02 00 00 80 00 00 00 00 00 00 FE 02 05 00 A2 00 01 00 00 1F D1 5A`),
  O21: hex(`${heads}05 00 00 80 00 00 00 00 00 00 FE 02 05 00 A2 00 01 00 00 99 C8 5A`),
  O22: hex(`${toCard1}07 00 A3 06 01 00 00 FF 00 66 74 5A`),
} as const;

export const everyVector = Object.entries(vectors);

/** The reseller's copy of O4: another width, the old checksum. */
export const alteredO4 = hex(
  `${toCard1}32 00 A3 06 01 2D 00 00 01 29 00 00 00 00 00 00 80 00 20 00 00 00 00 02 00 00 00 00 02 02 03 00 04 05 0E 00 00 00 30 31 32 33 34 35 51 52 53 54 54 56 27 42 A8 7D 5A`,
);
