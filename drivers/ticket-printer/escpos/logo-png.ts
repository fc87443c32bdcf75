import { createRequire } from 'node:module';
import type { PNG } from 'pngjs';
import { type Bitmap, bitmapOf } from './picture.js';

/** Dots. What 80 mm paper takes across, and as high as a ticket bears. */
export const largestLogo = { width: 576, height: 240 } as const;
/** Characters of the data URL. */
export const longestLogo = 262_144;

const prefix = 'data:image/png;base64,';
const signature = '89504e470d0a1a0a';
const headerBytes = 24;

/**
 * The picture of a data URL, or what is wrong with it. Its size is read before anything is unpacked. Transparent is
 * white; greys become dots in proportion, black and white stay as they are.
 */
export function readLogo(url: string): { readonly bitmap: Bitmap } | { readonly problem: string } {
  if (!url.startsWith(prefix)) return { problem: `must begin with ${prefix}` };
  const file = Buffer.from(url.slice(prefix.length), 'base64');
  const isPng = file.length > headerBytes && file.toString('hex', 0, 8) === signature;
  if (!isPng) return { problem: 'is not a PNG file in base64' };
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (width > largestLogo.width || height > largestLogo.height) {
    const allowed = `at most ${largestLogo.width} wide and ${largestLogo.height} high`;
    return { problem: `is ${width} by ${height} dots; allowed: ${allowed}` };
  }
  try {
    return { bitmap: dithered(decode(file)) };
  } catch (error) {
    return { problem: `is not a readable PNG file: ${error instanceof Error ? error.message : String(error)}` };
  }
}

// Asked for by name, so that it is loaded only where a logo is configured.
const decode = (file: Buffer): PNG =>
  (createRequire(import.meta.url)('pngjs') as { PNG: typeof PNG }).PNG.sync.read(file);

/** Floyd and Steinberg: what a dot is too dark or too light is made up for by its neighbours. */
function dithered({ width, height, data }: Pick<PNG, 'width' | 'height' | 'data'>): Bitmap {
  // What each dot of a row owes, with one place more at both ends, so that the edges need no exception.
  const noDebt = () => new Array<number>(width + 2).fill(0);
  let [row, below] = [noDebt(), noDebt()];
  return bitmapOf(width, height, (x, y) => {
    if (x === 0) [row, below] = [below, noDebt()];
    const light = lightness(data, 4 * (y * width + x)) + (row[x + 1] ?? 0);
    const isBlack = light < 128;
    const debt = (light - (isBlack ? 0 : 255)) / 16;
    add(row, x + 2, debt * 7);
    add(below, x, debt * 3);
    add(below, x + 1, debt * 5);
    add(below, x + 2, debt);
    return isBlack;
  });
}

function add(debts: number[], at: number, debt: number): void {
  debts[at] = (debts[at] ?? 0) + debt;
}

/** 0 black to 255 white, of a pixel of red, green, blue and opacity, on white paper. */
function lightness(data: Uint8Array, at: number): number {
  const [red = 0, green = 0, blue = 0, opacity = 0] = data.subarray(at, at + 4);
  return 255 - ((255 - (0.299 * red + 0.587 * green + 0.114 * blue)) * opacity) / 255;
}
