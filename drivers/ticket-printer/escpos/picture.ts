import { concat } from './builder.js';

/** A picture of dots, no greys. */
export interface Bitmap {
  /** Dots. */
  readonly width: number;
  readonly height: number;
  /** Rows from the top, each of whole bytes; the highest bit is the left dot, 1 is black. */
  readonly bits: Uint8Array;
}

/** Rows of one GS v 0; clones lose longer ones (ticket-printing.md 2.4). */
const stripRows = 256;

export const bytesPerRow = ({ width }: Pick<Bitmap, 'width'>): number => Math.ceil(width / 8);

/** Asks for each dot once, row by row from the top left. */
export function bitmapOf(width: number, height: number, wantsBlack: (x: number, y: number) => boolean): Bitmap {
  const across = bytesPerRow({ width });
  const bits = new Uint8Array(across * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * across + (x >> 3);
      if (wantsBlack(x, y)) bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width, height, bits };
}

export function isBlack(bitmap: Bitmap, x: number, y: number): boolean {
  return (((bitmap.bits[y * bytesPerRow(bitmap) + (x >> 3)] ?? 0) << (x & 7)) & 0x80) !== 0;
}

/**
 * GS v 0 strips that draw the picture at the start of a line, each dot `scale` times as wide and as high.
 * Holds no real-time command, for pictures of up to 2,047 dots across (ticket-printing.md 2.4).
 */
export function raster(bitmap: Bitmap, scale: 1 | 2): Uint8Array {
  const across = bytesPerRow(bitmap);
  const strips: Uint8Array[] = [];
  for (let row = 0; row < bitmap.height; row += stripRows) {
    const rows = Math.min(stripRows, bitmap.height - row);
    const header = [0x1d, 0x76, 0x30, scale === 2 ? 3 : 0, across, 0, rows & 0xff, rows >> 8];
    strips.push(concat([header, withoutRealTime(bitmap.bits.subarray(row * across, (row + rows) * across))]));
  }
  return concat(strips);
}

const realTimeLead = 0x10;
const isRealTime = (second: number | undefined): boolean => second === 0x04 || second === 0x05 || second === 0x14;

/** True when a printer would find DLE EOT, DLE ENQ or DLE DC4 in it, and obey, wherever it stands. */
export function holdsRealTime(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte === realTimeLead && isRealTime(bytes[at + 1]));
}

/**
 * The same dots but one per real-time command in them. The lone dot of 10 gets a neighbour on its left: that is inside
 * the picture for any width, and 30 makes no command with what stands before or behind it.
 */
export function withoutRealTime(bits: Uint8Array): Uint8Array {
  return bits.map((byte, at) => (byte === realTimeLead && isRealTime(bits[at + 1]) ? 0x30 : byte));
}
