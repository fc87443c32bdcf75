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

const space = 0x20;
const questionMark: Glyph = { bytes: Uint8Array.of(0x3f), columns: 1 };

/**
 * Text without anything a printer could take for a command: control and invisible format characters are gone, every
 * kind of space is an ordinary one except the ideographic (ticket-printing.md 2.1).
 */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[^\P{Zs}\u3000]/gu, ' ');
}

/** GB18030; a code of two or four bytes always prints two columns wide, also for é or €. */
export function encodeText(text: string, charset: Charset): EncodedText {
  const longest = charset.chinese ? (charset.fourByteGb18030 ? 4 : 2) : 1;
  let replaced = 0;
  const glyphs = Array.from(printable(text), (character): Glyph => {
    const bytes = iconv.encode(character, 'gb18030');
    const unknown = bytes[0] === 0x3f && character !== '?';
    if (!unknown && bytes.length <= longest) return { bytes, columns: bytes.length === 1 ? 1 : 2 };
    replaced += 1;
    return questionMark;
  });
  return { glyphs, replaced };
}

export function columnsOf(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((sum, { columns }) => sum + columns, 0);
}

const isSpace = ({ bytes }: Glyph): boolean => bytes[0] === space;

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
  for (let rest = trim(glyphs); rest.length > 0; ) {
    const length = lineLength(rest, columns);
    lines.push(trim(rest.slice(0, length)));
    rest = trim(rest.slice(length));
  }
  return lines;
}
