import jsQr from 'jsqr';

/** What a phone reads from black dots on white paper; undefined when it reads nothing. */
export function scanQr(
  width: number,
  height: number,
  isBlack: (x: number, y: number) => boolean,
  dotsPerSide = 1,
): string | undefined {
  const margin = 24;
  const [across, down] = [width, height].map((side) => side * dotsPerSide + 2 * margin) as [number, number];
  const pixels = new Uint8ClampedArray(across * down * 4).fill(255);
  for (let y = 0; y < height * dotsPerSide; y++) {
    for (let x = 0; x < width * dotsPerSide; x++) {
      const black = isBlack(Math.floor(x / dotsPerSide), Math.floor(y / dotsPerSide));
      if (black) pixels.set([0, 0, 0], 4 * ((margin + y) * across + margin + x));
    }
  }
  return jsQr.default(pixels, across, down)?.data;
}
