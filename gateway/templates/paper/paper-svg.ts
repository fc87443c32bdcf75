import type { Element, Profile } from '../../../drivers/index.js';
import { drawElement } from './blocks.js';

const fonts = "'DejaVu Sans Mono','Noto Sans Mono CJK SC','Microsoft YaHei','PingFang SC',monospace";
/** Blank paper above the first line and between the last one and the cutter, mm. */
const [topMm, bottomMm] = [4, 6];
const toothDots = 8;

/** A picture of the paper in its true size: one unit of the drawing is one dot of the printer. */
export function paperSvg(elements: readonly Element[], profile: Profile): string {
  const { dots, dotsPerMm } = profile;
  const paperMm = dots / dotsPerMm > 58 ? 80 : 58;
  const width = paperMm * dotsPerMm;
  const margin = (width - dots) / 2;
  let y = topMm * dotsPerMm;
  const blocks = elements.map((element) => {
    const { svg, height } = drawElement(element, profile);
    const placed = svg === '' ? '' : `<g transform="translate(${margin} ${y})">${svg}</g>`;
    y += height;
    return placed;
  });
  const height = y + bottomMm * dotsPerMm;
  const heightMm = Math.round(((height + toothDots) / dotsPerMm) * 10) / 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${paperMm}mm" height="${heightMm}mm" viewBox="-4 -4 ${width + 8} ${height + toothDots + 8}" font-family="${fonts}" font-size="20" text-anchor="middle" xml:space="preserve">`,
    '<title>ticket</title>',
    `<path d="${outline(width, height)}" fill="#fff" stroke="#ccc" stroke-width="2"/>`,
    ...blocks.filter((block) => block !== ''),
    '</svg>',
    '',
  ].join('\n');
}

/** Straight above, torn off along the teeth of the cutter below. */
function outline(width: number, height: number): string {
  const teeth = Math.round(width / (2 * toothDots));
  const half = width / teeth / 2;
  return `M0 0H${width}V${height}${`l${-half} ${toothDots}l${-half} ${-toothDots}`.repeat(teeth)}z`;
}
