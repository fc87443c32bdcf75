import { type Align, type Element, plain, type TextStyle } from '../elements.js';
import * as escpos from './builder.js';
import type { LogoUse } from './logo.js';
import { printStoredLogo } from './logo.js';
import type { Mode } from './mode.js';
import { raster } from './picture.js';
import type { Profile } from './profiles.js';
import { qrCode, qrData } from './qr.js';
import { rowLines } from './row.js';
import { columnsOf, encodeText, type Glyph, wrap } from './text.js';

/** What elements refer to and do not hold. */
export interface SheetAssets {
  readonly logo?: LogoUse;
}

export type Omission = 'qr' | 'logo';

/** One element in a printer's bytes. */
export interface Piece {
  /** What the printer must be in before; what is absent may stay as it is. */
  readonly mode: Partial<Mode>;
  /** Begins and ends at the start of a line. */
  readonly parts: readonly Uint8Array[];
  /** Length of paper. */
  readonly dots: number;
  /** Printed lines of text. */
  readonly lines: number;
  /** Characters that came out as "?". */
  readonly replaced: number;
  readonly omitted?: Omission;
}

const nothing: Piece = { mode: {}, parts: [], dots: 0, lines: 0, replaced: 0 };
/** Dots a character of normal size is high: font A 12 by 24, Chinese 24 by 24. */
const characterDots = 24;
const mostLinesFed = 255;

/** Dots from line to line at normal size: 1/6 inch. */
const spacingOf = ({ dotsPerMm }: Profile): number => Math.round((25.4 / 6) * dotsPerMm);

/** Throws CONFIG_INVALID for a row that does not fit the paper. */
export function pieceOf(element: Element, profile: Profile, { logo }: SheetAssets): Piece {
  switch (element.kind) {
    case 'text':
      return textPiece(element.text, element.style, element.align, profile);
    case 'headline':
      return textPiece(element.text, headlineStyle(element.text, element.largest, profile), element.align, profile);
    case 'row': {
      const { lines, replaced } = rowLines(element.cells, element.style.width, profile);
      return linesPiece(lines, replaced, { ...element.style, align: 'left' }, profile);
    }
    case 'rule':
      return textPiece('-'.repeat(profile.columns), plain, 'left', profile);
    case 'feed':
      return { ...nothing, parts: feed(element.lines), dots: element.lines * spacingOf(profile) };
    case 'qr':
      return qrPiece(element.text, element.align, profile);
    case 'logo':
      return logo ? logoPiece(logo, element.align, profile) : nothing;
  }
}

function textPiece(text: string, style: TextStyle, align: Align, profile: Profile): Piece {
  const { glyphs, replaced } = encodeText(text, profile);
  return linesPiece(wrap(glyphs, Math.floor(profile.columns / style.width)), replaced, { ...style, align }, profile);
}

function headlineStyle(text: string, largest: number, profile: Profile): TextStyle {
  const columns = columnsOf(encodeText(text, profile).glyphs);
  const fitting = Math.floor(profile.columns / Math.max(1, columns));
  const factor = Math.max(1, Math.min(largest, fitting));
  return { ...plain, width: factor, height: factor, bold: true };
}

function linesPiece(lines: readonly (readonly Glyph[])[], replaced: number, mode: Mode, profile: Profile): Piece {
  if (lines.length === 0) return { ...nothing, replaced };
  return {
    mode,
    parts: lines.flatMap((line) => [...line.map(({ bytes }) => bytes), escpos.lineFeed()]),
    dots: lines.length * Math.max(spacingOf(profile), characterDots * mode.height),
    lines: lines.length,
    replaced,
  };
}

function feed(lines: number): Uint8Array[] {
  if (lines > mostLinesFed) return [escpos.feedLines(mostLinesFed), ...feed(lines - mostLinesFed)];
  return lines === 0 ? [] : [escpos.feedLines(lines)];
}

/** Nothing for no data: a printer would draw the symbol before. The line feed ends the symbol's own line and keeps what follows out of its quiet zone. */
function qrPiece(text: string, align: Align, profile: Profile): Piece {
  const data = qrData(text);
  if (data.length === 0) return nothing;
  const symbol = qrCode(data, profile);
  if (!symbol) return { ...nothing, omitted: 'qr' };
  return {
    ...nothing,
    mode: { ...plain, align },
    parts: [symbol.bytes, escpos.lineFeed()],
    dots: symbol.dots + spacingOf(profile),
  };
}

function logoPiece(logo: LogoUse, align: Align, profile: Profile): Piece {
  const { bitmap } = logo;
  if (bitmap.width > profile.dots) return { ...nothing, omitted: 'logo' };
  const parts = [logo.kind === 'stored' ? printStoredLogo(logo.key) : raster(bitmap, 1)];
  return { ...nothing, mode: { align }, parts, dots: bitmap.height };
}
