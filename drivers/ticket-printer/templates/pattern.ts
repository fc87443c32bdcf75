import type { TicketData } from './fields.js';
import { type Fault, type Pattern, quoted } from './template.js';

/** `前方等待 {waitingAhead} 人` → its parts. Braces themselves are written twice; `fields` are those there are. */
export function parsePattern(
  text: string,
  fields: ReadonlySet<string>,
): { readonly pattern: Pattern; readonly faults: readonly Fault[] } {
  const pattern: (string | { field: string })[] = [];
  const faults: Fault[] = [];
  for (const [piece, name] of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    const field = name?.trim();
    if (field !== undefined) {
      if (!fields.has(field)) faults.push(unknownField(field, fields));
      pattern.push({ field });
    } else if (piece === '{' || piece === '}') {
      const allowed = `{field}, or ${piece}${piece} for the sign itself`;
      faults.push({ found: `"${piece}" without its other half`, allowed });
    } else pattern.push(piece === '{{' || piece === '}}' ? piece.charAt(0) : piece);
  }
  return { pattern, faults };
}

export function unknownField(field: string, fields: ReadonlySet<string>): Fault {
  const known = [...fields];
  return {
    found: `the field ${quoted(field)}`,
    allowed: `${known.join(', ')}, or one that a line [fields NAME …] names`,
    unknown: { word: field, known },
  };
}

/** The text with its holes filled; `missing` is told each field the ticket does not have. */
export function fill(pattern: Pattern, data: TicketData, missing: (field: string) => void): string {
  return pattern
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = data.get(part.field);
      if (value === undefined) missing(part.field);
      return value ?? '';
    })
    .join('');
}
