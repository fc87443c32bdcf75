import { createHash } from 'node:crypto';

/** Dots of a picture; 1 is black. */
export interface Bitmap {
  /** Dots. */
  readonly width: number;
  readonly height: number;
  /** Row after row, each filled up to whole bytes; the highest bit is the left dot. */
  readonly rows: Uint8Array;
}

export const rowBytes = (width: number) => Math.ceil(width / 8);

function draw(width: number, height: number, isBlack: (x: number, y: number) => boolean): Bitmap {
  const stride = rowBytes(width);
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * stride + (x >> 3);
      if (isBlack(x, y)) rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width, height, rows };
}

/** Bytes as 1D 76 30 and 1D 28 4C send them: row after row. */
export function bitmapOfRows(width: number, height: number, data: readonly number[]): Bitmap {
  const stride = rowBytes(width);
  return draw(width, height, (x, y) => (((data[y * stride + (x >> 3)] ?? 0) << (x & 7)) & 0x80) !== 0);
}

/** Bytes as 1B 2A and 1C 71 send them: column after column, the highest bit on top. */
export function bitmapOfColumns(width: number, height: number, data: readonly number[]): Bitmap {
  const stride = height / 8;
  return draw(width, height, (x, y) => (((data[x * stride + (y >> 3)] ?? 0) << (y & 7)) & 0x80) !== 0);
}

/** Each dot so many times as wide and as high. */
export function enlarge(bitmap: Bitmap, wide: number, high: number): Bitmap {
  if (wide === 1 && high === 1) return bitmap;
  const stride = rowBytes(bitmap.width);
  return draw(bitmap.width * wide, bitmap.height * high, (x, y) => {
    const column = Math.floor(x / wide);
    const byte = bitmap.rows[Math.floor(y / high) * stride + (column >> 3)] ?? 0;
    return ((byte << (column & 7)) & 0x80) !== 0;
  });
}

/** Names a picture by what it shows: equal pictures have equal digests. */
export function digestOf({ width, height, rows }: Bitmap): string {
  return createHash('sha256').update(`${width}x${height}:`).update(rows).digest('hex').slice(0, 16);
}
