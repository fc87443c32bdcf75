import { vocabulary } from './vocabulary.js';

/**
 * Bytes of the ESC/POS commands we use that make a ticket (ticket-printing.md 2.1, 2.2). Pure: each function gives
 * one command. A parameter out of range is a mistake of ours and throws a RangeError.
 */

function inRange(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name} is ${value}; allowed: ${min} to ${max}`);
}

/** Resets every mode, and switches automatic status off: only for the start of a session, never between tickets. */
export const initialise = (): Uint8Array => vocabulary.initialise.slice();

/** Bytes from 80 up are GB18030 from here on; some units start without it, so every ticket says it. */
export const chineseOn = (): Uint8Array => Uint8Array.of(0x1c, 0x26);

/** Factors 1 to 8 for ASCII and Chinese alike; ESC ! would change ASCII only. */
export function size(width: number, height: number): Uint8Array {
  return Uint8Array.of(0x1d, 0x21, ((inRange('width', width, 1, 8) - 1) << 4) | (inRange('height', height, 1, 8) - 1));
}

/** Takes effect only at the start of a line. */
export function align(where: 'left' | 'centre'): Uint8Array {
  return (where === 'left' ? vocabulary.alignLeft : vocabulary.alignCentre).slice();
}

export const bold = (on: boolean): Uint8Array => (on ? vocabulary.boldOn : vocabulary.boldOff).slice();

export const defaultLineSpacing = (): Uint8Array => vocabulary.defaultLineSpacing.slice();

/** Prints what is in the line, and ends it. */
export const lineFeed = (): Uint8Array => vocabulary.lineFeed.slice();

/** Feeds 0 to 255 lines. */
export const feedLines = (lines: number): Uint8Array => Uint8Array.of(0x1b, 0x64, inRange('lines', lines, 0, 255));

/** Feeds to the cutter plus 0 to 255 dots, then cuts and leaves a bridge. Acts only at the start of a line. */
export function cut(extraFeedDots: number): Uint8Array {
  return concat([vocabulary.feedAndPartialCut, [inRange('extraFeedDots', extraFeedDots, 0, 255)]]);
}

export function concat(parts: readonly ArrayLike<number>[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
