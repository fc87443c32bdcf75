import { PNG } from 'pngjs';

/** A PNG as a data URL; `grey` gives 0 black to 255 white, or all four of red, green, blue, opacity. */
export function pngUrl(
  width: number,
  height: number,
  grey: (x: number, y: number) => number | readonly [number, number, number, number],
): string {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = grey(x, y);
      png.data.set(typeof value === 'number' ? [value, value, value, 255] : value, 4 * (y * width + x));
    }
  }
  return `data:image/png;base64,${PNG.sync.write(png).toString('base64')}`;
}
