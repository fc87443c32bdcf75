import type { DynamicArea } from './onbon-area.js';
import { columnsOf } from './onbon-text.js';

/** Lines that are on the glass together. */
export type Page = readonly string[];

/** The cell of a half-width sign in pixels; a Chinese sign takes two. */
export const cell = { width: 8, height: 16 };

/**
 * Cuts lines into the pages an area has room for, at least one. With manual newlines what is too wide is cut off,
 * unless the text runs to the side: then the rest follows. A single-line area has one line per page.
 */
export function layOut(area: DynamicArea, lines: readonly string[]): readonly Page[] {
  const columns = Math.floor(area.width / cell.width);
  const rows = Math.floor(area.height / cell.height);
  if (columns === 0 || rows === 0) return [[]];
  const runs = area.displayMode === 'left' || area.displayMode === 'right';
  const broken = area.autoWrap || runs ? lines.flatMap((line) => wrap(line, columns)) : lines;
  const perPage = area.singleLine ? 1 : rows;
  return Array.from({ length: Math.ceil(broken.length / perPage) }, (_, page) =>
    broken.slice(page * perPage, (page + 1) * perPage),
  );
}

function wrap(line: string, columns: number): string[] {
  const pieces = [''];
  for (const sign of line) {
    const last = pieces.length - 1;
    const piece = pieces[last] ?? '';
    if (piece !== '' && widthOf(`${piece}${sign}`) > columns) pieces.push(sign);
    else pieces[last] = `${piece}${sign}`;
  }
  return pieces;
}

/** In half-width columns. */
export function widthOf(line: string): number {
  return Array.from(line, columnsOf).reduce<number>((sum, columns) => sum + columns, 0);
}
