import { type Bitmap, bitmapOfColumns, bitmapOfRows, enlarge, rowBytes } from './escpos-bitmap.js';
import { type Effect, protocolError } from './escpos-effect.js';
import { hexByte } from './escpos-syntax.js';

/** The pictures a printer keeps: stored logos over power cycles, others until they are printed (ticket-printing.md 2.4). */
export interface Graphics {
  /** One 1D 28 4C or 1D 38 4C: what follows its length. */
  perform(params: readonly number[], atLineStart: boolean): Effect[];
  /** 1C 71: all logos of the old form, first is 1. */
  defineOld(params: readonly number[]): void;
  /** 1C 70 n m. */
  printOld(n: number, mode: number): Effect[];
  /** Forgets what is not lasting. */
  reset(): void;
  /** Times something was written to lasting memory. */
  readonly writes: number;
}

/** @param logo its name, when it is a stored one. */
export function printPicture(bitmap: Bitmap, logo?: string): Effect {
  const item = { kind: 'picture', bitmap, ...(logo === undefined ? {} : { logo }) } as const;
  return { kind: 'print', item, dots: bitmap.height };
}

export function createGraphics(): Graphics {
  const stored = new Map<string, Bitmap>();
  const oldForm: Bitmap[] = [];
  const loaded = new Map<string, Bitmap>();
  let waiting: Bitmap | undefined;
  let writes = 0;

  const print = (logos: ReadonlyMap<string, Bitmap>, [k1 = 0, k2 = 0, wide = 1, high = 1]: readonly number[]) => {
    const name = keyName(k1, k2);
    const logo = logos.get(name);
    if (!logo) return protocolError(`graphics: no picture ${name} is stored`);
    return [printPicture(enlarge(logo, wide === 2 ? 2 : 1, high === 2 ? 2 : 1), name)];
  };
  /** kc1 kc2 b xL xH yL yH c data. */
  const define = (
    logos: Map<string, Bitmap>,
    [k1 = 0, k2 = 0, colours, xL = 0, xH = 0, yL = 0, yH = 0, colour, ...data]: readonly number[],
  ) => {
    const bitmap = colours === 1 && colour === 0x31 ? monochrome(xL + 256 * xH, yL + 256 * yH, data) : undefined;
    if (!bitmap) return protocolError(`graphics: picture ${keyName(k1, k2)} is not stored: its size or form is wrong`);
    logos.set(keyName(k1, k2), bitmap);
    return [];
  };
  /** bx by c xL xH yL yH data. */
  const keep = ([tone, wide = 1, high = 1, colour, xL = 0, xH = 0, yL = 0, yH = 0, ...data]: readonly number[]) => {
    const bitmap = tone === 0x30 && colour === 0x31 ? monochrome(xL + 256 * xH, yL + 256 * yH, data) : undefined;
    if (!bitmap) return protocolError('graphics: a picture of this size or form is not taken');
    waiting = enlarge(bitmap, wide === 2 ? 2 : 1, high === 2 ? 2 : 1);
    return [];
  };
  const printWaiting = (): Effect[] => {
    const bitmap = waiting;
    waiting = undefined;
    return bitmap ? [printPicture(bitmap)] : protocolError('graphics: nothing waits to be printed');
  };

  return {
    get writes() {
      return writes;
    },
    perform([m, fn = 0, ...params], atLineStart) {
      const printing = [0x02, 0x32, 0x45, 0x55].includes(fn);
      if (printing && !atLineStart) return protocolError('graphics: printed only at the start of a line');
      if (m !== 0x30) return protocolError(`graphics: form ${hexByte(m ?? 0)} is skipped`);
      switch (fn) {
        case 0x02:
        case 0x32:
          return printWaiting();
        case 0x41:
          writes++;
          stored.clear();
          return [];
        case 0x42:
          writes++;
          stored.delete(keyName(params[0] ?? 0, params[1] ?? 0));
          return [];
        case 0x43:
          writes++;
          return define(stored, params.slice(1));
        case 0x45:
          return print(stored, params);
        case 0x53:
          return define(loaded, params.slice(1));
        case 0x55:
          return print(loaded, params);
        case 0x70:
          return keep(params);
        default:
          return protocolError(`graphics: function ${hexByte(fn)} is skipped`);
      }
    },
    defineOld([count = 0, ...data]) {
      writes++;
      oldForm.length = 0;
      let at = 0;
      for (let logo = 0; logo < count; logo++) {
        const [xL = 0, xH = 0, yL = 0, yH = 0] = data.slice(at, at + 4);
        const width = (xL + 256 * xH) * 8;
        const height = (yL + 256 * yH) * 8;
        oldForm.push(bitmapOfColumns(width, height, data.slice(at + 4, at + 4 + (width * height) / 8)));
        at += 4 + (width * height) / 8;
      }
    },
    printOld(n, mode) {
      const bitmap = oldForm[n - 1];
      if (!bitmap) return protocolError(`1C 70: logo ${n} is not stored`);
      return [printPicture(enlarge(bitmap, mode & 1 ? 2 : 1, mode & 2 ? 2 : 1), String(n))];
    },
    reset() {
      loaded.clear();
      waiting = undefined;
    },
  };
}

/** Undefined when there are not exactly the bytes of such a picture. */
function monochrome(width: number, height: number, data: readonly number[]): Bitmap | undefined {
  if (width === 0 || height === 0 || data.length !== rowBytes(width) * height) return undefined;
  return bitmapOfRows(width, height, data);
}

/** Key codes are printable, as a rule: `G1`. */
function keyName(k1: number, k2: number): string {
  return String.fromCharCode(k1, k2);
}
