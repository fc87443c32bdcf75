import { type Align, type Block, columnsOf, isBlack, type Profile, qrModules } from '../../../drivers/index.js';
import { drawGlyphs, round } from './glyph-line.js';

/** SVG of a block of the paper, from 0 downwards, with the first column at 0; one unit is a dot. */
export function drawBlock(block: Block, profile: Profile): string {
  switch (block.kind) {
    case 'lines':
      return drawLines(block, profile);
    case 'qr': {
      const { symbol, align } = block;
      const { modules, side, quietDots } = symbol;
      const dark = qrModules(symbol);
      const d = darkPath(modules, modules, (x, y) => dark[y]?.[x] ?? false);
      const place = `translate(${indent(profile.dots - modules * side, align)} ${quietDots}) scale(${side})`;
      return `<path class="qr" transform="${place}" d="${d}" fill="#111" shape-rendering="crispEdges"/>`;
    }
    case 'logo': {
      const { bitmap, align } = block;
      const d = darkPath(bitmap.width, bitmap.height, (x, y) => isBlack(bitmap, x, y));
      const place = `translate(${indent(profile.dots - bitmap.width, align)} 0)`;
      return `<path class="logo" transform="${place}" d="${d}" fill="#111" shape-rendering="crispEdges"/>`;
    }
    case 'feed':
    case 'nothing':
      return '';
  }
}

const placeOfLogo = { width: 192, height: 64 };

/** Where a logo will stand that is not known. */
export function drawPlaceOfLogo(align: Align, { dots }: Profile): { readonly svg: string; readonly dots: number } {
  const { width, height } = placeOfLogo;
  const frame = `<rect x="1" y="1" width="${width - 2}" height="${height - 2}" fill="none" stroke="#999" stroke-width="2" stroke-dasharray="6 6"/>`;
  const word = `<text x="${width / 2}" y="${height / 2 + 7}" fill="#999">logo</text>`;
  return { svg: `<g transform="translate(${indent(dots - width, align)} 0)">${frame}${word}</g>`, dots: height };
}

function drawLines({ lines, mode, dots }: Extract<Block, { kind: 'lines' }>, profile: Profile): string {
  const cell = profile.dots / profile.columns;
  const drawn = lines.map((glyphs, index) => {
    const room = profile.dots - columnsOf(glyphs) * mode.width * cell;
    const line = drawGlyphs(glyphs, { x: indent(room, mode.align), cell, style: mode });
    return index === 0 ? line : `<g transform="translate(0 ${(index * dots) / lines.length})">${line}</g>`;
  });
  return drawn.join('');
}

function indent(room: number, align: Align): string {
  return round({ left: 0, centre: room / 2, right: room }[align]);
}

/** The dark dots, those side by side in one go. */
function darkPath(width: number, height: number, isDark: (x: number, y: number) => boolean): string {
  let path = '';
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isDark(x, y)) continue;
      const start = x;
      while (x < width && isDark(x, y)) x++;
      path += `M${start} ${y}h${x - start}v1H${start}z`;
    }
  }
  return path;
}
