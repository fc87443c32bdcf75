import { type Align, type Element, plain, type TextStyle } from '../elements.js';
import type { Mode } from './mode.js';
import type { Bitmap } from './picture.js';
import type { Profile } from './profiles.js';
import { type QrSymbol, qrData, qrSymbol } from './qr.js';
import { rowLines } from './row.js';
import { columnsOf, encodeText, type Glyph, wrap } from './text.js';

export type Omission = 'qr' | 'logo';

/**
 * What an element becomes on the paper of a printer: line breaks, sizes and places are settled. The printer's bytes and
 * the picture in a preview are both made of it, so that they cannot show two different tickets.
 */
export type Block = (
  | {
      readonly kind: 'lines';
      /** Each from the first column of the paper, if it is not aligned otherwise; none has blanks at its end. */
      readonly lines: readonly (readonly Glyph[])[];
      readonly mode: Mode;
      /** Characters that came out as "?". */
      readonly replaced: number;
    }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'qr'; readonly symbol: QrSymbol; readonly align: Align }
  | { readonly kind: 'logo'; readonly bitmap: Bitmap; readonly align: Align }
  /** Nothing on paper; `omitted` where something should be, but does not fit. */
  | { readonly kind: 'nothing'; readonly omitted?: Omission }
) & {
  /** Length of paper. */
  readonly dots: number;
};

const nothing: Block = { kind: 'nothing', dots: 0 };
const notFitting = (omitted: Omission): Block => ({ kind: 'nothing', omitted, dots: 0 });

/** Dots a character of normal size is high: font A 12 by 24, Chinese 24 by 24. */
export const characterDots = 24;

/** Dots from line to line at normal size: 1/6 inch. */
const spacingOf = ({ dotsPerMm }: Profile): number => Math.round((25.4 / 6) * dotsPerMm);

/** Throws CONFIG_INVALID for a row that does not fit the paper. */
export function blockOf(element: Element, profile: Profile, logo: Bitmap | undefined): Block {
  switch (element.kind) {
    case 'text':
      return textBlock(element.text, element.style, element.align, profile);
    case 'headline':
      return textBlock(element.text, headlineStyle(element.text, element.largest, profile), element.align, profile);
    case 'row': {
      const { lines, replaced } = rowLines(element.cells, element.style.width, profile);
      return linesBlock(lines, { ...element.style, align: 'left' }, replaced, profile);
    }
    case 'rule':
      return textBlock('-'.repeat(profile.columns), plain, 'left', profile);
    case 'feed':
      return { kind: 'feed', lines: element.lines, dots: element.lines * spacingOf(profile) };
    case 'qr':
      return qrBlock(element.text, element.align, profile);
    case 'logo':
      return logo ? logoBlock(logo, element.align, profile) : nothing;
  }
}

function textBlock(text: string, style: TextStyle, align: Align, profile: Profile): Block {
  const { glyphs, replaced } = encodeText(text, profile);
  return linesBlock(wrap(glyphs, Math.floor(profile.columns / style.width)), { ...style, align }, replaced, profile);
}

function headlineStyle(text: string, largest: number, profile: Profile): TextStyle {
  const columns = columnsOf(encodeText(text, profile).glyphs);
  const fitting = Math.floor(profile.columns / Math.max(1, columns));
  const factor = Math.max(1, Math.min(largest, fitting));
  return { ...plain, width: factor, height: factor, bold: true };
}

function linesBlock(lines: readonly (readonly Glyph[])[], mode: Mode, replaced: number, profile: Profile): Block {
  const dots = lines.length * Math.max(spacingOf(profile), characterDots * mode.height);
  return { kind: 'lines', lines, mode, replaced, dots };
}

/** Nothing for no data: a printer would draw the symbol before. Below the symbol its own line is fed. */
function qrBlock(text: string, align: Align, profile: Profile): Block {
  const data = qrData(text);
  if (data.length === 0) return nothing;
  const symbol = qrSymbol(data, profile.dots);
  if (!symbol) return notFitting('qr');
  return { kind: 'qr', symbol, align, dots: symbol.quietDots + symbol.modules * symbol.side + spacingOf(profile) };
}

function logoBlock(bitmap: Bitmap, align: Align, profile: Profile): Block {
  if (bitmap.width > profile.dots) return notFitting('logo');
  return { kind: 'logo', bitmap, align, dots: bitmap.height };
}
