import type { Profile } from '../../../../drivers/index.js';

/** Dots between the paper's edge and the first column. */
export const marginOf = ({ dots, dotsPerMm }: Profile) => ((dots / dotsPerMm > 58 ? 80 : 58) * dotsPerMm - dots) / 2;

/** A line of text in the picture of a paper. */
export interface Run {
  readonly text: string;
  /** Dots from the first column to the left edge of the first glyph, and to the right edge of the last. */
  readonly from: number;
  readonly to: number;
  /** Dots from the upper edge of the paper. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly reverse: boolean;
  readonly svg: string;
}

/** What stands in a picture between `<` and `>`. */
const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The lines of text in a picture, from the top, where they stand on the paper. */
export function runsIn(svg: string, profile: Profile): Run[] {
  const runs: Run[] = [];
  for (const block of svg.split('\n').filter((line) => line.startsWith('<g '))) {
    const y = Number(/^<g transform="translate\(\S+ (\S+)\)">/.exec(block)?.[1]);
    const pattern =
      /(?:<g transform="translate\(0 (\d+)\)">)?<g transform="translate\((\S+) 0\) scale\((\d) (\d)\)">(?:<rect width="(\S+)" [^>]*>)?<text y="19" x="([^"]*)"([^>]*)>([^<]*)<\/text>.*?<\/g>/g;
    for (const [svg, down, x, width, height, rect, centres = '', more = '', escaped = ''] of block.matchAll(pattern)) {
      const places = centres.split(' ').map(Number);
      const cell = profile.dots / profile.columns;
      const text = unescaped(escaped);
      const half = (character = '') => (character < '\u0080' ? cell / 2 : cell);
      const place = (dots: number) => Number(x) + dots * Number(width);
      runs.push({
        text,
        from: place((places[0] ?? 0) - half([...text][0])),
        to: place((places.at(-1) ?? 0) + half([...text].at(-1))),
        y: y + Number(down ?? 0),
        width: Number(width),
        height: Number(height),
        bold: more.includes('font-weight="bold"'),
        underline: svg.includes('<path d="M0 22.5h'),
        reverse: rect !== undefined,
        svg,
      });
    }
  }
  return runs;
}

/** Columns from the left of the paper at which each sign of a run that is not blank begins, to a tenth. */
export function columnsIn({ svg, text }: Run, profile: Profile): number[] {
  const [, left = '', factor = ''] = /translate\((\S+) 0\) scale\((\d)/.exec(svg) ?? [];
  const centres = (/ x="([^"]*)"/.exec(svg)?.[1] ?? '').split(' ').map(Number);
  const cell = profile.dots / profile.columns;
  let unit = 0;
  return [...text].flatMap((sign) => {
    const centre = centres[unit] ?? Number.NaN;
    unit += sign.length;
    const begin = Number(left) + (centre - (sign < '\u0080' ? cell / 2 : cell)) * Number(factor);
    return sign.trim() === '' ? [] : [Math.round((begin / cell) * 10) / 10 + 0];
  });
}

/** The dots of a path of runs `M x y h length v1 H x z`. */
export function darkIn(path: string): {
  readonly width: number;
  readonly height: number;
  isDark(x: number, y: number): boolean;
} {
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)].map(([, ...numbers]) => numbers.map(Number));
  const dark = new Set<string>();
  for (const [start = 0, y = 0, length = 0] of runs) {
    for (let x = start; x < start + length; x++) dark.add(`${x} ${y}`);
  }
  return {
    width: Math.max(...runs.map(([start = 0, , length = 0]) => start + length)),
    height: Math.max(...runs.map(([, y = 0]) => y + 1)),
    isDark: (x, y) => dark.has(`${x} ${y}`),
  };
}
