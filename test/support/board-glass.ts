import { glyphs } from '../../simulators/led-board/modbus-digits-glyphs.js';

/** Points of a picture a half-width sign of a board takes. */
const cell = { width: 20, height: 40 };
const digit = { width: 44, height: 76, thick: 9 };
const unlit = '#2b1210';
const colours: Readonly<Record<string, string>> = { red: '#ff4b33', green: '#46e05a', yellow: '#ffd23c' };

/** A drawing with its size, points. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

/** The glass of a board of signs; each stands in its columns, a Chinese one in two. */
export function drawSigns(rows: readonly string[], columns: number, colour = 'red'): Drawing {
  const lines = rows.map((row, index) => {
    let column = 0;
    const places = [...row].map((sign) => {
      const wide = sign.charCodeAt(0) < 0x80 ? 1 : 2;
      column += wide;
      return { sign, x: (column - wide / 2) * cell.width };
    });
    const lit = places.filter(({ sign }) => sign !== ' ');
    const x = lit.map((place) => place.x).join(' ');
    const y = (index + 0.82) * cell.height;
    return lit.length === 0 ? '' : `<text x="${x}" y="${y}">${escapeXml(lit.map(({ sign }) => sign).join(''))}</text>`;
  });
  const style = `fill="${colours[colour] ?? colour}" font-size="${cell.height - 4}" text-anchor="middle"`;
  return {
    width: columns * cell.width,
    height: rows.length * cell.height,
    svg: `<g ${style}>${lines.join('')}</g>`,
  };
}

/** Seven segments per digit, those that do not light in the dark red of the housing. */
export function drawDigits(text: string): Drawing {
  const pitch = digit.width + 18;
  const digits = [...text].map((sign, index) => {
    const lit = glyphs[sign] ?? '';
    const bars = Object.entries(segments).map(
      ([name, points]) => `<polygon points="${points}" fill="${lit.includes(name) ? colours['red'] : unlit}"/>`,
    );
    return `<g transform="translate(${index * pitch + 9} 8) skewX(-5)">${bars.join('')}</g>`;
  });
  return { width: text.length * pitch, height: digit.height + 16, svg: digits.join('') };
}

const { width: right, height: bottom, thick } = digit;
const middle = bottom / 2;
const segments: Readonly<Record<string, string>> = {
  a: across(0),
  b: down(right - thick, 0),
  c: down(right - thick, middle - thick / 2),
  d: across(bottom - thick),
  e: down(0, middle - thick / 2),
  f: down(0, 0),
  g: across(middle - thick / 2),
};

/** A lying bar with its upper edge at `y`, pointed at both ends. */
function across(y: number): string {
  const half = thick / 2;
  return polygon([
    [half + 1, y + half],
    [thick + 1, y],
    [right - thick - 1, y],
    [right - half - 1, y + half],
    [right - thick - 1, y + thick],
    [thick + 1, y + thick],
  ]);
}

/** A standing bar from `y` on, half as long as the digit. */
function down(x: number, y: number): string {
  const half = thick / 2;
  const end = y + middle + half;
  return polygon([
    [x + half, y + half + 1],
    [x + thick, y + thick + 1],
    [x + thick, end - thick - 1],
    [x + half, end - half - 1],
    [x, end - thick - 1],
    [x, y + thick + 1],
  ]);
}

function polygon(points: readonly (readonly [number, number])[]): string {
  return points.map((point) => point.join(',')).join(' ');
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
