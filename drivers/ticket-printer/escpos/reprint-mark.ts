import { type Element, plain, type TextStyle } from '../elements.js';
import * as escpos from './builder.js';
import type { Profile } from './profiles.js';
import { encodeText } from './text.js';

export interface ReprintMark {
  /** 1 and up. */
  readonly copyIndex: number;
  /** When the original was made, as printed. */
  readonly printedAt: string;
}

const large: TextStyle = { ...plain, width: 2, height: 2 };
const line = (text: string, style: TextStyle): Element => ({ kind: 'text', text, align: 'centre', style });

/**
 * What stands first on every second paper (ticket-printing.md 8): the mark in white on black, then the time of the
 * original.
 */
export function reprintMark({ copyIndex, printedAt }: ReprintMark): Element[] {
  return [line(`补打 REPRINT ${copyIndex}`, { ...large, reverse: true }), line(printedAt, plain)];
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
