import { type Kind, type Mark, parseMark } from './marks.js';
import { type Fault, quoted } from './template.js';

/** A line of the file with its marks read and found to go together. */
export interface MarkedLine {
  readonly marks: readonly Mark[];
  readonly kind: Kind | undefined;
  /** Behind the marks; may be empty. */
  readonly text: string;
}

/** What may stand beside each kind of line. */
const takes = {
  text: { text: true, align: true, style: true, condition: true },
  headline: { text: true, align: true, style: false, condition: true },
  columns: { text: true, align: false, style: true, condition: true },
  rule: { text: false, align: false, style: false, condition: true },
  feed: { text: false, align: false, style: false, condition: true },
  qr: { text: true, align: true, style: false, condition: true },
  logo: { text: false, align: true, style: false, condition: true },
  fields: { text: false, align: false, style: false, condition: false },
} as const;

const groups = [
  { is: 'kind', allowed: 'one of headline, columns, rule, feed, qr, logo, fields' },
  { is: 'align', allowed: 'one of left, centre, right' },
  { is: 'size', allowed: 'one size' },
] as const;

/** A line of the file; undefined for an empty one and a comment. */
export function readLine(source: string): MarkedLine | { readonly faults: readonly Fault[] } | undefined {
  if (source === '' || source.startsWith('#')) return undefined;
  if (!source.startsWith('[')) return { marks: [], kind: undefined, text: source };
  const end = source.indexOf(']');
  if (end < 0) {
    const allowed = 'marks between [ and ], then text; text that begins with [ itself has [] before it';
    return { faults: [{ found: '"[" without "]"', allowed }] };
  }
  const words = source
    .slice(1, end)
    .split(/[,，]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const text = source.slice(end + 1).trim();
  const faults: Fault[] = [];
  const marks: Mark[] = [];
  for (const word of words) {
    const read = parseMark(word);
    if ('found' in read) faults.push(read);
    else marks.push(read);
  }
  if (faults.length > 0) return { faults };
  const kind = marks.find((mark) => mark.is === 'kind')?.kind;
  const fault = repeated(words, marks) ?? misplaced(words, marks, kind) ?? wrongText(text, kind);
  return fault ? { faults: [fault] } : { marks, kind, text };
}

function repeated(words: readonly string[], marks: readonly Mark[]): Fault | undefined {
  for (const { is, allowed } of groups) {
    const rivals = words.filter((_, index) => marks[index]?.is === is);
    if (rivals.length > 1) return { found: rivals.map(quoted).join(' and '), allowed };
  }
  return undefined;
}

function misplaced(words: readonly string[], marks: readonly Mark[], kind: Kind | undefined): Fault | undefined {
  const name = kind?.kind ?? 'text';
  const may = takes[name];
  const index = marks.findIndex(({ is }) => is !== 'kind' && !may[is === 'size' ? 'style' : is]);
  if (index < 0) return undefined;
  const allowed = [
    ...(may.align ? ['left, centre, right'] : []),
    ...(may.style ? ['sizes, bold, underline, reverse'] : []),
    ...(may.condition ? ['if'] : []),
  ];
  return { found: `${quoted(words[index] ?? '')} beside "${name}"`, allowed: allowed.join(', ') || `${name} alone` };
}

function wrongText(text: string, kind: Kind | undefined): Fault | undefined {
  const name = kind?.kind ?? 'text';
  if (takes[name].text === (text !== '')) return undefined;
  return takes[name].text
    ? { found: 'no text', allowed: 'text behind the marks' }
    : { found: `text behind "${name}"`, allowed: 'nothing: it stands alone on its line' };
}
