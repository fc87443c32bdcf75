import { type Element, plain } from '../elements.js';
import { blockOf, type Omission } from './block.js';
import * as escpos from './builder.js';
import { type LogoUse, printStoredLogo } from './logo.js';
import type { Mode } from './mode.js';
import { raster } from './picture.js';
import type { Profile } from './profiles.js';
import { qrBytes } from './qr.js';

/** What elements refer to and do not hold. */
export interface SheetAssets {
  readonly logo?: LogoUse;
}

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

const mostLinesFed = 255;

/** Throws CONFIG_INVALID for a row that does not fit the paper. */
export function pieceOf(element: Element, profile: Profile, { logo }: SheetAssets): Piece {
  const block = blockOf(element, profile, logo?.bitmap);
  const piece: Piece = { mode: {}, parts: [], dots: block.dots, lines: 0, replaced: 0 };
  switch (block.kind) {
    case 'lines': {
      const { lines, mode, replaced } = block;
      if (lines.length === 0) return { ...piece, replaced };
      const parts = lines.flatMap((line) => [...line.map(({ bytes }) => bytes), escpos.lineFeed()]);
      return { ...piece, mode, parts, lines: lines.length, replaced };
    }
    case 'feed':
      return { ...piece, parts: feed(block.lines) };
    case 'qr':
      // The line feed ends the symbol's own line and keeps what follows out of its quiet zone.
      return {
        ...piece,
        mode: { ...plain, align: block.align },
        parts: [qrBytes(block.symbol, profile), escpos.lineFeed()],
      };
    case 'logo': {
      const stored = logo?.kind === 'stored' ? printStoredLogo(logo.key) : undefined;
      return { ...piece, mode: { align: block.align }, parts: [stored ?? raster(block.bitmap, 1)] };
    }
    case 'nothing':
      return block.omitted ? { ...piece, omitted: block.omitted } : piece;
  }
}

function feed(lines: number): Uint8Array[] {
  if (lines > mostLinesFed) return [escpos.feedLines(mostLinesFed), ...feed(lines - mostLinesFed)];
  return lines === 0 ? [] : [escpos.feedLines(lines)];
}
