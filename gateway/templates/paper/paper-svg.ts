import { type Bitmap, blockOf, type Element, type Profile } from '../../../drivers/index.js';
import { drawBlock, drawPlaceOfLogo } from './draw-block.js';

const fonts = "'DejaVu Sans Mono','Noto Sans Mono CJK SC','Microsoft YaHei','PingFang SC',monospace";
/** Blank paper above the first line and between the last one and the cutter, mm. */
const [topMm, bottomMm] = [4, 6];
const toothDots = 8;

/**
 * A picture of the paper in its true size: one unit of the drawing is one dot of the printer. Without `logo` a frame
 * stands in its place. Throws CONFIG_INVALID for a row that does not fit the paper.
 */
export function paperSvg(elements: readonly Element[], profile: Profile, logo?: Bitmap): string {
  const { dotsPerMm } = profile;
  const paperMm = profile.dots / dotsPerMm > 58 ? 80 : 58;
  const width = paperMm * dotsPerMm;
  const margin = (width - profile.dots) / 2;
  let y = topMm * dotsPerMm;
  const blocks = elements.map((element) => {
    const { svg, dots } = drawn(element);
    const placed = svg === '' ? '' : `<g transform="translate(${margin} ${y})">${svg}</g>`;
    y += dots;
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

  function drawn(element: Element): { readonly svg: string; readonly dots: number } {
    if (element.kind === 'logo' && !logo) return drawPlaceOfLogo(element.align, profile);
    const block = blockOf(element, profile, logo);
    return { svg: drawBlock(block, profile), dots: block.dots };
  }
}

/** Straight above, torn off along the teeth of the cutter below. */
function outline(width: number, height: number): string {
  const teeth = Math.round(width / (2 * toothDots));
  const half = width / teeth / 2;
  return `M0 0H${width}V${height}${`l${-half} ${toothDots}l${-half} ${-toothDots}`.repeat(teeth)}z`;
}
