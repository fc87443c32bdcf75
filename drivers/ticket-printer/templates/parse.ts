import { readContent } from './content.js';
import { standardFields } from './fields.js';
import { type MarkedLine, readLine } from './line.js';
import { unknownField } from './pattern.js';
import type { Condition, Fault, Template, TemplateLine, TemplateMistake } from './template.js';

const maxLines = 200;

/** Reads a template (docs/templates.md). Gives it, or every mistake in it in the order of the lines. Never throws. */
export function parseTemplate(
  text: string,
): { readonly template: Template } | { readonly mistakes: readonly TemplateMistake[] } {
  const mistakes: TemplateMistake[] = [];
  const note = (line: number, faults: readonly Fault[]) => {
    for (const fault of faults) mistakes.push({ line, ...fault });
  };
  const marked = text.split(/\r?\n/).flatMap((source, index): (MarkedLine & { line: number })[] => {
    const read = readLine(source.replaceAll('\t', ' ').trim());
    if (read && 'faults' in read) note(index + 1, read.faults);
    return read === undefined || 'faults' in read ? [] : [{ ...read, line: index + 1 }];
  });
  const fields = fieldsOf(marked);
  const lines = marked.flatMap(({ line, ...read }): TemplateLine[] => {
    const conditions = conditionsOf(read);
    const unknown = conditions.filter(({ field }) => !fields.has(field));
    const { content, faults } = readContent(read, fields);
    note(line, [...unknown.map(({ field }) => unknownField(field, fields)), ...faults]);
    return content ? [{ line, conditions, content }] : [];
  });
  if (mistakes.length === 0 && lines.length === 0) {
    note(1, [{ found: 'nothing to print', allowed: 'at least one line of text, headline, columns, qr, logo or rule' }]);
  }
  const over = lines[maxLines];
  if (over) note(over.line, [{ found: `more than ${maxLines} lines`, allowed: `${maxLines} lines at most` }]);
  return mistakes.length > 0 ? { mistakes: mistakes.sort((a, b) => a.line - b.line) } : { template: { lines } };
}

/** Those of every ticket, and those the template names. */
function fieldsOf(marked: readonly MarkedLine[]): ReadonlySet<string> {
  const named = marked.flatMap(({ kind }) => (kind?.kind === 'fields' ? kind.names : []));
  return new Set([...standardFields, ...named]);
}

function conditionsOf({ marks }: MarkedLine): Condition[] {
  return marks.flatMap((mark) => (mark.is === 'condition' ? [mark.condition] : []));
}
