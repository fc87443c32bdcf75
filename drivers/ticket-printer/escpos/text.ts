import iconv from 'iconv-lite';
import type { Profile } from './profiles.js';

/** What decides how a character reaches the paper. */
export type Charset = Pick<Profile, 'chinese' | 'fourByteGb18030'>;

/** A character in the printer's code and the half-width columns it takes. */
export interface Glyph {
  readonly bytes: Uint8Array;
  readonly columns: 1 | 2;
}

export interface EncodedText {
  readonly glyphs: readonly Glyph[];
  /** Characters the printer cannot print, now "?". */
  readonly replaced: number;
}

export const space: Glyph = { bytes: Uint8Array.of(0x20), columns: 1 };
const questionMark: Glyph = { bytes: Uint8Array.of(0x3f), columns: 1 };

/**
 * Text without anything a printer could take for a command: control and invisible format characters are gone, every
 * kind of space is an ordinary one except the ideographic (ticket-printing.md 2.1).
 */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu, '')
    .replace(/[^\P{Zs}\u3000]/gu, ' ');
}

/** Private use, unassigned, half a surrogate pair, emoji: GB18030 has codes for them, no printer's font has a sign. */
const signless = /[\p{Co}\p{Cn}\p{Cs}\p{Emoji_Presentation}]/u;

/** Two-byte codes that GB18030 added to GBK: a printer without the four-byte codes has no sign there either. */
function isBeyondGbk(bytes: Uint8Array): boolean {
  const code = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  return code >= 0xfe50 || (code >= 0xa989 && code <= 0xa995) || [0xa2e3, 0xa8bc, 0xa8bf].includes(code);
}

/** GB18030; a code of two or four bytes always prints two columns wide, also for é or €. */
export function encodeText(text: string, charset: Charset): EncodedText {
  const { chinese, fourByteGb18030 } = charset;
  const isOnPrinter = (bytes: Uint8Array) =>
    bytes.length === 1 || (chinese && (fourByteGb18030 || (bytes.length === 2 && !isBeyondGbk(bytes))));
  let replaced = 0;
  const glyphs = Array.from(printable(text), (character): Glyph => {
    const bytes = iconv.encode(character, 'gb18030');
    if (!signless.test(character) && isOnPrinter(bytes)) return { bytes, columns: bytes.length === 1 ? 1 : 2 };
    replaced += 1;
    return questionMark;
  });
  return { glyphs, replaced };
}

export function columnsOf(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((sum, { columns }) => sum + columns, 0);
}

const isSpace = ({ bytes }: Glyph): boolean => bytes[0] === 0x20;

function trim(glyphs: readonly Glyph[]): readonly Glyph[] {
  const first = glyphs.findIndex((glyph) => !isSpace(glyph));
  return first < 0 ? [] : glyphs.slice(first, glyphs.findLastIndex((glyph) => !isSpace(glyph)) + 1);
}

/** How many of `glyphs` make the next line: up to the last space that fits, else as many as fit, at least one. */
function lineLength(glyphs: readonly Glyph[], columns: number): number {
  let width = 0;
  const over = glyphs.findIndex((glyph) => {
    width += glyph.columns;
    return width > columns;
  });
  if (over < 0) return glyphs.length;
  const next = glyphs[over];
  if (next && isSpace(next)) return over;
  const gap = glyphs.slice(0, over).findLastIndex(isSpace);
  return Math.max(1, gap > 0 ? gap : over);
}

/** Lines of at most `columns` (2 or more) half-width columns; empty text gives no line. */
export function wrap(glyphs: readonly Glyph[], columns: number): readonly (readonly Glyph[])[] {
  const lines: (readonly Glyph[])[] = [];
  for (let from = nextInk(glyphs, 0); from < glyphs.length; ) {
    // One more than can fit, to see where a word ends; never the whole rest, which may be long.
    const ahead = glyphs.slice(from, from + columns + 1);
    const length = lineLength(ahead, columns);
    lines.push(trim(ahead.slice(0, length)));
    from = nextInk(glyphs, from + length);
  }
  return lines;
}

function nextInk(glyphs: readonly Glyph[], from: number): number {
  let at = from;
  for (let glyph = glyphs[at]; glyph && isSpace(glyph); glyph = glyphs[at]) at += 1;
  return at;
}
