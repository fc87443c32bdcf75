import { GatewayError } from '../../error.js';
import type { ReportArgs } from '../contract.js';
import { type Element, plain } from '../elements.js';
import type { Sheet } from './sheet.js';

/** Nothing endless comes out while customers wait, mm. */
const longestReportMm = 1_000;

/** A page for the staff: title, the time it is printed, and the lines as they are. */
export function reportElements({ title, lines }: ReportArgs, printedAt: string): Element[] {
  return [
    { kind: 'headline', text: title, align: 'centre', largest: 2 },
    { kind: 'text', text: printedAt, align: 'centre', style: plain },
    { kind: 'rule' },
    ...lines.map(elementOf),
    { kind: 'rule' },
  ];
}

function elementOf(line: string): Element {
  if (line === '---') return { kind: 'rule' };
  if (line.trim() === '') return { kind: 'feed', lines: 1 };
  return { kind: 'text', text: line, align: 'left', style: plain };
}

/** Throws COMMAND_ARGS_INVALID when the page would be longer than a metre. */
export function refuseOverlongReport({ heightMm }: Pick<Sheet, 'heightMm'>): void {
  if (heightMm <= longestReportMm) return;
  const length = `it would be ${heightMm} mm long; allowed: at most ${longestReportMm} mm`;
  throw new GatewayError('COMMAND_ARGS_INVALID', `args.lines: the report was not printed: ${length}`, {
    field: 'args.lines',
  });
}
