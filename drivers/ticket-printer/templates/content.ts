import { plain, type TextStyle } from '../elements.js';
import type { MarkedLine } from './line.js';
import { maxColumns } from './marks.js';
import { parsePattern } from './pattern.js';
import type { Column, Content, Fault, Pattern } from './template.js';

/** Columns of the narrowest paper there is, 58 mm (ticket-printing.md 2.1). */
const narrowestPaper = 32;

/** What a line puts on paper; nothing, without a fault, where it only names fields. */
export type ReadContent = { readonly content?: Content; readonly faults: readonly Fault[] };

/** `fields`: every field that the template may use. */
export function readContent({ marks, kind, text }: MarkedLine, fields: ReadonlySet<string>): ReadContent {
  const align = marks.find((mark) => mark.is === 'align')?.align ?? 'centre';
  const style: TextStyle = Object.assign(
    {},
    plain,
    ...marks.map((mark) => (mark.is === 'size' || mark.is === 'style' ? mark.style : {})),
  );
  if (kind?.kind === 'fields') return { faults: [] };
  if (kind?.kind === 'logo') return { content: { kind: 'logo', align }, faults: [] };
  if (kind?.kind === 'rule' || kind?.kind === 'feed') return { content: kind, faults: [] };
  if (kind?.kind === 'columns') return readRow(kind.columns, { text, style, fields });
  const { pattern, faults } = parsePattern(text, fields);
  if (faults.length > 0) return { faults };
  if (kind === undefined) return { content: { kind: 'text', text: pattern, align, style }, faults };
  return { content: { ...kind, text: pattern, align }, faults };
}

function readRow(
  columns: readonly Column[],
  { text, style, fields }: { text: string; style: TextStyle; fields: ReadonlySet<string> },
): ReadContent {
  // A sign written twice is itself.
  const cells = text.split(/(?<!\|)\|(?!\|)/).map((cell) => parsePattern(cell.replaceAll('||', '|').trim(), fields));
  const faults = cells.flatMap((cell) => cell.faults);
  if (cells.length !== columns.length) faults.push(wrongCount(cells, columns));
  const most = Math.min(maxColumns, Math.floor(narrowestPaper / (2 * style.width)));
  if (columns.length > most) {
    faults.push({
      found: `${columns.length} columns of letters ${style.width} times as wide`,
      allowed: `${most} at most: each needs room for a character on 58 mm paper`,
    });
  }
  if (faults.length > 0) return { faults };
  return { content: { kind: 'row', columns, texts: cells.map(({ pattern }) => pattern), style }, faults };
}

function wrongCount(cells: readonly { pattern: Pattern }[], columns: readonly Column[]): Fault {
  const wanted = columns.length === 1 ? 'one text' : `${columns.length} texts with | between them`;
  return {
    found: `${cells.length} ${cells.length === 1 ? 'text' : 'texts'}`,
    allowed: `${wanted}, as many as columns; || is the sign itself`,
  };
}
