import type { PageLine } from './am03127-order.js';
import type { Panel } from './am03127-panel.js';

export interface Cell {
  readonly column: number;
  readonly row: number;
}

export interface PanelGlass {
  /** A line per row, trailing blanks cut. */
  readonly text: readonly string[];
  /** Letter of the page that stands now. */
  readonly page: string;
}

const unknownSign = '□';
const halfBlinkMs = 500;

/**
 * What somebody reads at the moment `now` (ms): the pages of a schedule take turns after the longest wait of their
 * lines, a line that is too long comes in pieces that wait as long, a blinking one is dark for the second half of each
 * second. Effects of coming and going are left out.
 */
export function drawPanel(from: {
  readonly panel: Panel;
  readonly columns: number;
  readonly rows: number;
  readonly dead: readonly Cell[];
  readonly now: number;
}): PanelGlass {
  const { panel, columns, rows, dead, now } = from;
  const page = pageNow(panel, now);
  const lines = panel.page(page);
  const text = Array.from({ length: rows }, (_, row) => {
    const line = lines.get(row + 1);
    const lit = [...(line ? readLine(line, { panel, columns, now }) : '')];
    for (const cell of dead) if (cell.row === row && cell.column < lit.length) lit[cell.column] = ' ';
    return lit.join('').trimEnd();
  });
  return { text, page };
}

function pageNow(panel: Panel, now: number): string {
  const turns = [...panel.running()].map((letter) => ({
    letter,
    ms: Math.max(500, ...[...panel.page(letter).values()].map(({ waitMs }) => waitMs)),
  }));
  let left = now % turns.reduce((sum, { ms }) => sum + ms, 0);
  return (
    turns.find(({ ms }) => {
      left -= ms;
      return left < 0;
    })?.letter ?? ''
  );
}

function readLine(line: PageLine, at: { panel: Panel; columns: number; now: number }): string {
  const { panel, columns, now } = at;
  if (line.blink && Math.floor(now / halfBlinkMs) % 2 === 1) return '';
  const text = plainText(line.text, panel.clock.text());
  const pieces = text.match(new RegExp(`.{1,${columns}}`, 'gs')) ?? [''];
  return pieces[Math.floor(now / line.waitMs) % pieces.length] ?? '';
}

/**
 * The text without its inline codes: font, colour, bell and column show nothing here, date and time what the sign's
 * clock says. Any other `<` is a sign like others.
 * @param clock `2026-11-23 10:30:45`
 */
export function plainText(text: string, clock: string): string {
  return text
    .replaceAll(/<A[ABCDE]>|<C[A-Z]>|<B[A-Z]>|<N[0-9A-F]{2}>/g, '')
    .replaceAll('<KD>', clock.slice(2, 10).replaceAll('-', '/'))
    .replaceAll('<KT>', clock.slice(11, 16))
    .replaceAll(/[^\x20-\x7e]/g, unknownSign);
}
