import type { Cell, Element } from '../elements.js';
import type { TicketData } from './fields.js';
import { fill } from './pattern.js';
import type { Column, Condition, Content, Template } from './template.js';

export interface Paper {
  /** Half-width characters of the normal font across it, 32 or more. */
  readonly columns: number;
}

/** Why a template cannot print this ticket. */
export interface RenderFault {
  /** In the template, from 1. */
  readonly line: number;
  /** The field that the line wants and the ticket does not have; absent when something else is wrong. */
  readonly missing?: string;
  readonly found: string;
  readonly allowed: string;
}

/** As much as a QR code of level M with 109 modules holds: more would not be read from 58 mm paper. */
const maxQrBytes = 857;

/**
 * A ticket by its template. Lines whose text comes out blank are left out. Columns wider than the paper together are
 * narrowed in proportion. Gives the elements, or everything that keeps it from being printed. Never throws.
 */
export function renderTemplate(
  { lines }: Template,
  data: TicketData,
  paper: Paper,
): { readonly elements: readonly Element[] } | { readonly faults: readonly RenderFault[] } {
  const faults: RenderFault[] = [];
  const elements = lines.flatMap(({ line, conditions, content }) => {
    if (!conditions.every((condition) => holds(condition, data))) return [];
    const missing = (field: string) => faults.push({ line, missing: field, found: 'nothing', allowed: 'a text' });
    const element = elementOf(content, data, paper, missing);
    const bytes = element.kind === 'qr' ? Buffer.byteLength(element.text) : 0;
    if (bytes > maxQrBytes) {
      faults.push({ line, found: `a QR code of ${bytes} bytes`, allowed: `${maxQrBytes} bytes of UTF-8 at most` });
    }
    return isBlank(element) ? [] : [element];
  });
  return faults.length > 0 ? { faults } : { elements };
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
