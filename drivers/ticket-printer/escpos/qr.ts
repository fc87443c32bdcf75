import { concat } from './builder.js';
import { printable } from './text.js';

/** Bytes that QR versions 1 to 23 hold at level M; 23 takes the longest text the contract allows. */
const levelMBytes = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857,
];
const quietModules = 4;
/** Side of a module for easy reading with a phone, dots. */
const wantedModuleDots = 6;

const command = (...tail: number[]): Uint8Array =>
  Uint8Array.of(0x1d, 0x28, 0x6b, tail.length & 0xff, tail.length >> 8, ...tail);

/** The largest module, up to 6 dots, with which the symbol and its quiet zone fit across `dots`. */
export function moduleDots(bytes: number, dots: number): number {
  const version = levelMBytes.findIndex((capacity) => bytes <= capacity) + 1 || levelMBytes.length;
  const modules = 17 + 4 * version + 2 * quietModules;
  return Math.max(1, Math.min(wantedModuleDots, Math.floor(dots / modules)));
}

/**
 * A QR code the printer draws itself, model 2, level M (ticket-printing.md 2.3). Lengths count bytes of UTF-8, not
 * characters. Control characters are taken out: a printer obeys real-time commands even inside the data.
 */
export function qr(text: string, dots: number): Uint8Array {
  const data = new TextEncoder().encode(printable(text));
  return concat([
    command(0x31, 0x41, 0x32, 0x00),
    command(0x31, 0x43, moduleDots(data.length, dots)),
    command(0x31, 0x45, 0x31),
    command(0x31, 0x50, 0x30, ...data),
    command(0x31, 0x51, 0x30),
  ]);
}
