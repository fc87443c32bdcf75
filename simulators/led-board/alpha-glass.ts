import type { AlphaPage, Mode } from './alpha-text.js';

export interface Cell {
  readonly column: number;
  readonly row: number;
}

export interface Glass {
  /** A line per row, trailing blanks cut. */
  readonly text: readonly string[];
  /** `none` when the sign has nothing to show. */
  readonly mode: Mode | 'none';
}

const screenMs = 3_000;
const halfFlashMs = 500;
const scrollStepMs = 150;

/**
 * What somebody reads at the moment `now` (ms): pages take turns every three seconds, `flash` is dark for the second
 * half of each second, `rotate` runs from right to left, the others stand still once they have arrived.
 */
export function drawSign(sign: {
  readonly columns: number;
  readonly rows: number;
  readonly pages: readonly AlphaPage[];
  readonly dead: readonly Cell[];
  readonly now: number;
}): Glass {
  const { columns, rows, now, dead } = sign;
  const screens = sign.pages.flatMap((page) => splitPage(page, columns, rows));
  const screen = screens[Math.floor(now / screenMs) % screens.length];
  const blank = Array.from({ length: rows }, () => ' '.repeat(columns));
  const dark = !screen || (screen.mode === 'flash' && Math.floor(now / halfFlashMs) % 2 === 1);
  const lit = dark ? blank : place(screen, { columns, rows, now });
  const text = lit.map((line, row) =>
    [...line].map((sign, column) => (dead.some((cell) => cell.row === row && cell.column === column) ? ' ' : sign)),
  );
  return { text: text.map((line) => line.join('').trimEnd()), mode: screen?.mode ?? 'none' };
}

/** What does not fit comes as further screens; only rotating text keeps its length. */
function splitPage(page: AlphaPage, columns: number, rows: number): AlphaPage[] {
  if (page.mode === 'rotate') return [{ ...page, lines: [page.lines.join(' ')] }];
  const lines = page.lines.flatMap((line) => pieces(line, columns));
  const count = Math.ceil(lines.length / rows);
  return Array.from({ length: count }, (_, at) => ({ ...page, lines: lines.slice(at * rows, (at + 1) * rows) }));
}

function pieces(line: string, columns: number): string[] {
  return line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [''];
}

function place(page: AlphaPage, { columns, rows, now }: { columns: number; rows: number; now: number }): string[] {
  const { position, mode } = page;
  const lines = mode === 'rotate' ? [marquee(page.lines[0] ?? '', columns, now)] : page.lines;
  const free = rows - lines.length;
  const top = position === 'bottom' ? free : position === 'top' || position === 'fill' ? 0 : Math.floor(free / 2);
  return Array.from({ length: rows }, (_, row) => {
    const line = lines[row - top] ?? '';
    const slack = columns - line.length;
    const indent = position === 'right' ? slack : position === 'left' ? 0 : Math.floor(slack / 2);
    return `${' '.repeat(indent)}${line}`.padEnd(columns);
  });
}

function marquee(line: string, columns: number, now: number): string {
  const band = `${' '.repeat(columns)}${line}`;
  const offset = Math.floor(now / scrollStepMs) % band.length;
  return `${band}${band}`.slice(offset, offset + columns);
}
