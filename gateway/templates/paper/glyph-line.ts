import { characterDots, columnsOf, type Glyph, type TextStyle } from '../../../drivers/index.js';

const baseline = 19;
const fromCode = new TextDecoder('gb18030');

/** Glyphs side by side at `x`, each in the middle of its cells, so that no font can put them out of line. */
export function drawGlyphs(
  glyphs: readonly Glyph[],
  { x, cell, style }: { readonly x: string; readonly cell: number; readonly style: TextStyle },
): string {
  if (glyphs.length === 0) return '';
  let column = 0;
  let text = '';
  const centres: string[] = [];
  for (const { bytes, columns } of glyphs) {
    const character = fromCode.decode(bytes);
    // SVG counts places in UTF-16 units.
    for (const _unit of character.split('')) centres.push(round((column + columns / 2) * cell));
    text += character;
    column += columns;
  }
  const width = round(columnsOf(glyphs) * cell);
  const ink = style.reverse ? '#fff' : '#111';
  return [
    `<g transform="translate(${x} 0) scale(${style.width} ${style.height})">`,
    style.reverse ? `<rect width="${width}" height="${characterDots}" fill="#111"/>` : '',
    `<text y="${baseline}" x="${centres.join(' ')}" fill="${ink}"${style.bold ? ' font-weight="bold"' : ''}>${escapeXml(text)}</text>`,
    style.underline ? `<path d="M0 22.5h${width}" stroke="${ink}" stroke-width="2"/>` : '',
    '</g>',
  ].join('');
}

/** To a hundredth of a dot. */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
