import type { Cell, Element } from '../elements.js';
import type { TicketData } from './fields.js';
import { fill } from './pattern.js';
import type { Column, Condition, Content, Template } from './template.js';

export interface Paper {
  /** Half-width characters of the normal font across it, 32 or more. */
  readonly columns: number;
}

/** A field that a line wants and the ticket does not have. */
export interface MissingField {
  readonly field: string;
  /** In the template, from 1. */
  readonly line: number;
}

/**
 * A ticket by its template. Lines whose text comes out blank are left out. Columns wider than the paper together are
 * narrowed in proportion. Never throws.
 */
export function renderTemplate(
  { lines }: Template,
  data: TicketData,
  paper: Paper,
): { readonly elements: readonly Element[] } | { readonly missing: readonly MissingField[] } {
  const missing: MissingField[] = [];
  const elements = lines.flatMap(({ line, conditions, content }) => {
    if (!conditions.every((condition) => holds(condition, data))) return [];
    const element = elementOf(content, data, paper, (field) => missing.push({ field, line }));
    return isBlank(element) ? [] : [element];
  });
  return missing.length > 0 ? { missing } : { elements };
}

function holds({ field, test, value }: Condition, data: TicketData): boolean {
  const found = data.get(field)?.trim() ?? '';
  if (test === 'absent' || found === '') return test === 'absent' && found === '';
  return test === 'present' || (test === 'equal') === (found === value);
}

function elementOf(content: Content, data: TicketData, { columns }: Paper, missing: (field: string) => void): Element {
  switch (content.kind) {
    case 'text':
    case 'headline':
    case 'qr':
      return { ...content, text: fill(content.text, data, missing) };
    case 'row': {
      const { style, texts } = content;
      const widths = widthsOf(content.columns, columns, 2 * style.width);
      const cells = content.columns.map(
        ({ align }, index): Cell => ({
          text: fill(texts[index] ?? [], data, missing),
          columns: widths[index] ?? 0,
          align,
        }),
      );
      return { kind: 'row', cells, style };
    }
    default:
      return content;
  }
}

function isBlank(element: Element): boolean {
  if (element.kind === 'row') return element.cells.every(({ text }) => text.trim() === '');
  return 'text' in element && element.text.trim() === '';
}

/** Widths that the paper has room for, none under `least`: what a column needs for one character. */
function widthsOf(columns: readonly Column[], paper: number, least: number): number[] {
  const fixed = columns.map(({ width }) => (width === 'rest' ? 0 : Math.max(least, width)));
  const rests = columns.filter(({ width }) => width === 'rest').length;
  const wanted = fixed.reduce((sum, width) => sum + width, 0);
  const room = paper - rests * least;
  const widths = fixed.map((width) =>
    width === 0 ? least : wanted <= room ? width : Math.max(least, Math.floor((width * room) / wanted)),
  );
  const left = () => paper - widths.reduce((sum, width) => sum + width, 0);
  // Narrow columns that could not give their share take it from the widest.
  for (let over = -left(); over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const share = rests === 0 ? 0 : Math.floor(left() / rests);
  return widths.map((width, index) => (columns[index]?.width === 'rest' ? width + share : width));
}
