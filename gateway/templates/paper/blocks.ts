import { encode } from 'uqr';
import {
  type Align,
  columnsOf,
  type Element,
  encodeText,
  type Glyph,
  type Profile,
  plain,
  type TextStyle,
  wrap,
} from '../../../drivers/index.js';
import { type Block, drawGlyphs, glyphHeight, round } from './glyph-line.js';

/** Side of a module for easy reading with a phone, dots. */
const wantedModuleDots = 6;
const quietModules = 4;
const logo = { width: 192, height: 64 };

/** What an element becomes on the paper of a printer: the same line breaks and sizes as on the real one. */
export function drawElement(element: Element, profile: Profile): Block {
  const pitch = linePitch(profile);
  switch (element.kind) {
    case 'text':
      return drawText(element, profile);
    case 'headline': {
      const columns = columnsOf(encodeText(element.text, profile).glyphs);
      const factor = Math.max(1, Math.min(element.largest, Math.floor(profile.columns / Math.max(1, columns))));
      return drawText({ ...element, style: { ...plain, bold: true, width: factor, height: factor } }, profile);
    }
    case 'row':
      return drawRow(element, profile);
    case 'rule': {
      const dash = cellOf(profile) * 0.6;
      const path = `<path d="M0 ${glyphHeight / 2}h${profile.dots}" stroke="#111" stroke-width="2" stroke-dasharray="${round(dash)} ${round(cellOf(profile) - dash)}"/>`;
      return { svg: path, height: pitch };
    }
    case 'feed':
      return { svg: '', height: element.lines * pitch };
    case 'qr':
      return drawQr(element, profile);
    case 'logo': {
      const x = round(indent(profile.dots - logo.width, element.align));
      const frame = `<rect x="1" y="1" width="${logo.width - 2}" height="${logo.height - 2}" fill="none" stroke="#999" stroke-width="2" stroke-dasharray="6 6"/>`;
      const word = `<text x="${logo.width / 2}" y="${logo.height / 2 + 7}" fill="#999">logo</text>`;
      return { svg: `<g transform="translate(${x} 0)">${frame}${word}</g>`, height: logo.height + 4 };
    }
  }
}

/** Dots from one line to the next: 1/6 inch. */
function linePitch({ dotsPerMm }: Profile): number {
  return Math.round((25.4 / 6) * dotsPerMm);
}

function cellOf({ dots, columns }: Profile): number {
  return dots / columns;
}

function indent(room: number, align: Align): number {
  return align === 'left' ? 0 : align === 'right' ? room : room / 2;
}

interface StyledText {
  readonly text: string;
  readonly align: Align;
  readonly style: TextStyle;
}

function drawText({ text, align, style }: StyledText, profile: Profile): Block {
  const whole = { x: 0, columns: profile.columns };
  const lines = linesOf(text, { columns: profile.columns, style, profile });
  return stack(
    lines.map((glyphs) => drawLine(glyphs, { ...whole, align, style, profile })),
    { style, profile },
  );
}

function drawRow({ cells, style }: Extract<Element, { kind: 'row' }>, profile: Profile): Block {
  const lines: string[] = [];
  let x = 0;
  for (const { text, columns, align } of cells) {
    for (const [index, glyphs] of linesOf(text, { columns, style, profile }).entries()) {
      lines[index] = (lines[index] ?? '') + drawLine(glyphs, { x, columns, align, style, profile });
    }
    x += columns;
  }
  return stack(lines, { style, profile });
}

interface Place {
  readonly columns: number;
  readonly style: TextStyle;
  readonly profile: Profile;
}

function linesOf(text: string, { columns, style, profile }: Place): readonly (readonly Glyph[])[] {
  return wrap(encodeText(text, profile).glyphs, Math.max(2, Math.floor(columns / style.width)));
}

/** `x`: half-width columns from the left. */
function drawLine(
  glyphs: readonly Glyph[],
  { x, columns, align, style, profile }: Place & { readonly x: number; readonly align: Align },
): string {
  const cell = cellOf(profile);
  const room = columns - columnsOf(glyphs) * style.width;
  return drawGlyphs(glyphs, { x: (x + indent(room, align)) * cell, cell, style });
}

/** Lines of one size, one under the other. */
function stack(lines: readonly string[], { style, profile }: Pick<Place, 'style' | 'profile'>): Block {
  const height = Math.max(linePitch(profile), glyphHeight * style.height);
  const svg = lines.map((line, index) =>
    index === 0 ? line : `<g transform="translate(0 ${index * height})">${line}</g>`,
  );
  return { svg: svg.join(''), height: lines.length * height };
}

function drawQr({ text, align }: Extract<Element, { kind: 'qr' }>, { dots }: Profile): Block {
  const { data, size } = encode(text, { ecc: 'M', border: 0, boostEcc: false });
  const side = Math.max(1, Math.min(wantedModuleDots, Math.floor(dots / (size + 2 * quietModules))));
  const rows = data.map((row, y) =>
    row.map((dark, x) => (dark && !row[x - 1] ? `M${x} ${y}h${darkRun(row, x)}v1H${x}z` : '')).join(''),
  );
  const x = round(indent(dots - size * side, align));
  const picture = `<path class="qr" transform="translate(${x} 0) scale(${side})" d="${rows.join('')}" fill="#111" shape-rendering="crispEdges"/>`;
  return { svg: picture, height: size * side + glyphHeight / 2 };
}

/** Dark modules side by side from `start`. */
function darkRun(row: readonly boolean[], start: number): number {
  const end = row.indexOf(false, start);
  return (end < 0 ? row.length : end) - start;
}
