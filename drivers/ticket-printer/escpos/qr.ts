import { encode } from 'uqr';
import { concat, feedDots } from './builder.js';
import { bitmapOf, holdsRealTime, raster } from './picture.js';
import type { Profile } from './profiles.js';

/** Bytes that QR versions 1 to 40 hold at level M. */
const levelMBytes = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
];
const quietModules = 4;
/** Side of a module for easy reading with a phone, dots. */
const wantedModuleDots = 6;
/** Below, a phone does not read what a thermal head has drawn. */
const leastModuleDots = 3;

export interface QrCode {
  /** To be sent at the start of a line; the quiet zone above is in it. */
  readonly bytes: Uint8Array;
  /** Height on paper, quiet zone above included. */
  readonly dots: number;
}

/** Modules along a side for that many bytes; undefined when no symbol holds them. */
function modulesFor(bytes: number): number | undefined {
  const version = levelMBytes.findIndex((capacity) => bytes <= capacity) + 1;
  return version === 0 ? undefined : 17 + 4 * version;
}

/**
 * The largest module, up to 6 dots, with which the symbol and its quiet zone fit across `dots`; undefined when that
 * could not be read.
 */
export function moduleDots(bytes: number, dots: number): number | undefined {
  const modules = modulesFor(bytes);
  if (modules === undefined) return undefined;
  const fitting = Math.floor(dots / (modules + 2 * quietModules));
  return fitting < leastModuleDots ? undefined : Math.min(wantedModuleDots, fitting);
}

/** UTF-8 without control characters; a printer obeys real-time commands even inside the data. */
export function qrData(text: string): Uint8Array {
  return new TextEncoder().encode(text.replace(/\p{Cc}/gu, ''));
}

/** A QR code at level M, by the printer itself where it can; undefined when it would not fit the paper readably. */
export function qrCode(data: Uint8Array, profile: Pick<Profile, 'dots' | 'nativeQr'>): QrCode | undefined {
  const side = moduleDots(data.length, profile.dots);
  if (side === undefined) return undefined;
  const native = nativeQr(data, side);
  // The length of the data may itself read as a real-time command (10 04 for 1,037 bytes).
  const isDrawn = !profile.nativeQr || holdsRealTime(native);
  const quietDots = quietModules * side;
  return {
    bytes: concat([feedDots(quietDots), isDrawn ? drawnQr(data, side) : native]),
    dots: quietDots + (modulesFor(data.length) ?? 0) * side,
  };
}

const command = (...tail: number[]): Uint8Array =>
  Uint8Array.of(0x1d, 0x28, 0x6b, tail.length & 0xff, tail.length >> 8, ...tail);

/** GS ( k, model 2 (ticket-printing.md 2.3). Lengths count bytes, not characters. */
function nativeQr(data: Uint8Array, side: number): Uint8Array {
  return concat([
    command(0x31, 0x41, 0x32, 0x00),
    command(0x31, 0x43, side),
    command(0x31, 0x45, 0x31),
    command(0x31, 0x50, 0x30, ...data),
    command(0x31, 0x51, 0x30),
  ]);
}

/**
 * The symbol as a picture. The printer doubles the dots where it can, which quarters the bytes: a slow serial line takes
 * a second for it instead of six (ticket-printing.md 7).
 */
function drawnQr(data: Uint8Array, side: number): Uint8Array {
  const scale = side >= 4 ? 2 : 1;
  const dotsPerModule = Math.floor(side / scale);
  const { data: modules, size } = encode([...data], { ecc: 'M', border: 0 });
  const moduleAt = (dot: number) => Math.floor(dot / dotsPerModule);
  const width = size * dotsPerModule;
  return raster(
    bitmapOf(width, width, (x, y) => modules[moduleAt(y)]?.[moduleAt(x)] ?? false),
    scale,
  );
}
