import * as escpos from './builder.js';
import type { Profile } from './profiles.js';
import { encodeText, wrap } from './text.js';

export interface ReprintMark {
  /** 1 and up. */
  readonly copyIndex: number;
  /** When the original was made, as printed. */
  readonly printedAt: string;
}

/**
 * What stands first on every second paper (ticket-printing.md 8): the mark in white on black, then the time of the
 * original. Ends at the start of a line.
 */
export function reprintMark({ copyIndex, printedAt }: ReprintMark, profile: Profile): Uint8Array {
  const line = (text: string): Uint8Array[] =>
    wrap(encodeText(text, profile).glyphs, Math.floor(profile.columns / 2)).flatMap((glyphs) => [
      ...glyphs.map(({ bytes }) => bytes),
      escpos.lineFeed(),
    ]);
  return escpos.concat([
    escpos.chineseOn(),
    escpos.bold(false),
    escpos.defaultLineSpacing(),
    escpos.align('centre'),
    escpos.size(2, 2),
    reverse(true),
    ...line(`补打 REPRINT ${copyIndex}`),
    reverse(false),
    escpos.size(1, 1),
    ...line(printedAt),
  ]);
}

/**
 * Cuts off what hangs out of the printer, and says before the cut that it is void where it is (ticket-printing.md 8, W2).
 */
export function endOfStrip(profile: Profile, isVoid: boolean): Uint8Array {
  const words = isVoid ? encodeText('作废 VOID', profile).glyphs.map(({ bytes }) => bytes) : [];
  return escpos.concat([
    escpos.lineFeed(),
    escpos.chineseOn(),
    escpos.align('centre'),
    escpos.size(2, 2),
    reverse(true),
    ...words,
    reverse(false),
    escpos.size(1, 1),
    escpos.lineFeed(),
    escpos.cut(profile.extraFeedDots),
  ]);
}

/** GS B: white on black (ticket-printing.md 2.1). */
const reverse = (on: boolean): Uint8Array => Uint8Array.of(0x1d, 0x42, on ? 1 : 0);
