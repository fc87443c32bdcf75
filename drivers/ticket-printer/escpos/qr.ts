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

export interface QrSymbol {
  readonly data: Uint8Array;
  /** Along a side. */
  readonly modules: number;
  /** Of a module, dots. */
  readonly side: number;
  /** Left white above it. */
  readonly quietDots: number;
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

/** A QR code at level M; undefined when it would not fit across `dots` readably. */
export function qrSymbol(data: Uint8Array, dots: number): QrSymbol | undefined {
  const modules = modulesFor(data.length);
  const side = moduleDots(data.length, dots);
  if (modules === undefined || side === undefined) return undefined;
  return { data, modules, side, quietDots: quietModules * side };
}

/** Rows of modules from the top, true for a dark one. A printer that draws the symbol itself may choose another mask. */
export function qrModules({ data }: Pick<QrSymbol, 'data'>): readonly (readonly boolean[])[] {
  return encode([...data], { ecc: 'M', border: 0 }).data;
}

/** To be sent at the start of a line; the quiet zone above is in it. Drawn by the printer itself where it can. */
export function qrBytes(symbol: QrSymbol, profile: Pick<Profile, 'nativeQr'>): Uint8Array {
  const native = nativeQr(symbol);
  // The length of the data may itself read as a real-time command (10 04 for 1,037 bytes).
  const isDrawn = !profile.nativeQr || holdsRealTime(native);
  return concat([feedDots(symbol.quietDots), isDrawn ? drawnQr(symbol) : native]);
}

const command = (...tail: number[]): Uint8Array =>
  Uint8Array.of(0x1d, 0x28, 0x6b, tail.length & 0xff, tail.length >> 8, ...tail);

/** GS ( k, model 2 (ticket-printing.md 2.3). Lengths count bytes, not characters. */
function nativeQr({ data, side }: QrSymbol): Uint8Array {
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
function drawnQr(symbol: QrSymbol): Uint8Array {
  const scale = symbol.side >= 4 ? 2 : 1;
  const dotsPerModule = Math.floor(symbol.side / scale);
  const modules = qrModules(symbol);
  const moduleAt = (dot: number) => Math.floor(dot / dotsPerModule);
  const width = symbol.modules * dotsPerModule;
  return raster(
    bitmapOf(width, width, (x, y) => modules[moduleAt(y)]?.[moduleAt(x)] ?? false),
    scale,
  );
}
