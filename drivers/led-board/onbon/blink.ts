import type { Rectangle } from './area.js';

/** A half-width sign of the card's own font, pixels; a Chinese sign is two of them wide. */
const cell = { width: 8, height: 16 };
const newLine = Buffer.from('\\n');

/**
 * A card has no blinking, but turns pages: the text on one, nothing on the other. It goes on without us, in one frame,
 * and costs the line nothing. Undefined where the text alone fills more than a page. That a page is as many lines as fit
 * the area is how we read the tables; a card that counts otherwise turns the same text slower or faster.
 */
export function blinkingPages(
  text: string,
  { width, height }: Rectangle,
  encode: (line: string) => Uint8Array,
): Uint8Array | undefined {
  const rows = Math.max(1, Math.floor(height / cell.height));
  const lines = wrap(text, Math.floor(width / cell.width));
  if (lines.length > rows) return undefined;
  const above = Math.floor((rows - lines.length) / 2);
  const page = Array.from({ length: rows }, (_, row) => lines[row - above] ?? ' ');
  const blank = Array<string>(rows).fill(' ');
  return Buffer.concat(
    [...page, ...blank].flatMap((line, index) => (index === 0 ? [encode(line)] : [newLine, encode(line)])),
  );
}

function wrap(text: string, columns: number): string[] {
  const lines = [''];
  let used = 0;
  for (const sign of text) {
    const wide = sign.charCodeAt(0) < 0x80 ? 1 : 2;
    if (used + wide > columns && used > 0) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += sign;
    used += wide;
  }
  return lines;
}
