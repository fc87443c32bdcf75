import type { DynamicArea } from './onbon-area.js';
import { cell, type Page, widthOf } from './onbon-pages.js';
import { columnsOf } from './onbon-text.js';

/** A rectangle in pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An area and the page of it that is up. */
export interface LitArea {
  readonly area: DynamicArea;
  readonly lines: Page;
}

/**
 * The glass as lines of text, trailing blanks cut: what somebody reads who looks at it. Later areas cover earlier
 * ones, what reaches beyond the edge is cut, a cell with a dead segment stays dark.
 */
export function drawGlass(
  size: Pick<Rectangle, 'width' | 'height'>,
  areas: readonly LitArea[],
  dead: readonly Rectangle[],
): string[] {
  const columns = Math.floor(size.width / cell.width);
  const rows = Array.from({ length: Math.floor(size.height / cell.height) }, () => Array<string>(columns).fill(' '));
  for (const area of areas) drawArea(rows, area);
  darken(rows, dead);
  return rows.map((row) => row.join('').trimEnd());
}

function drawArea(rows: readonly string[][], { area, lines }: LitArea): void {
  const columns = Math.floor(area.width / cell.width);
  const left = Math.floor(area.x / cell.width);
  const top =
    Math.floor(area.y / cell.height) + slack(Math.floor(area.height / cell.height), lines.length, area.valign);
  blank(rows, area);
  lines.forEach((line, index) => {
    const row = rows[top + index];
    if (row) write(row, line, left + slack(columns, widthOf(line), area.align), left + columns);
  });
}

/** An area paints over all that was in its place. */
function blank(rows: readonly string[][], area: Rectangle): void {
  forEachCell(rows, area, (row, column) => put(row, column, [' ']));
}

function write(row: string[], line: string, from: number, end: number): void {
  let column = from;
  for (const sign of line) {
    const wide = columnsOf(sign) === 2;
    if (column + (wide ? 2 : 1) > Math.min(end, row.length)) return;
    put(row, column, wide ? [sign, ''] : [sign]);
    column += wide ? 2 : 1;
  }
}

/** Writes cells, and blanks the other half of a wide sign that was hit. The right half of one is the empty string. */
function put(row: string[], column: number, cells: readonly string[]): void {
  if (row[column] === '') row[column - 1] = ' ';
  if (row[column + cells.length] === '') row[column + cells.length] = ' ';
  row.splice(column, cells.length, ...cells);
}

function darken(rows: readonly string[][], dead: readonly Rectangle[]): void {
  for (const rectangle of dead) forEachCell(rows, rectangle, (row, column) => put(row, column, [' ']));
}

function forEachCell(
  rows: readonly string[][],
  { x, y, width, height }: Rectangle,
  visit: (row: string[], column: number) => void,
) {
  for (let top = Math.floor(y / cell.height); top * cell.height < y + height; top++) {
    const row = rows[top];
    for (let left = Math.floor(x / cell.width); row && left < row.length && left * cell.width < x + width; left++) {
      visit(row, left);
    }
  }
}

/** Free cells before the content. Text wider than its area begins at the left edge. */
function slack(room: number, needed: number, where: DynamicArea['align'] | DynamicArea['valign']): number {
  const free = Math.max(0, room - needed);
  if (where === 'right' || where === 'bottom') return free;
  return where === 'left' || where === 'top' ? 0 : Math.floor(free / 2);
}
