import type { Align, TextStyle } from '../elements.js';
import { ownFieldName } from './fields.js';
import { type Column, type Condition, type Fault, quoted } from './template.js';

/** What a line is, where it is not plain text. */
export type Kind =
  | { readonly kind: 'headline'; readonly largest: number }
  | { readonly kind: 'columns'; readonly columns: readonly Column[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'feed'; readonly lines: number }
  | { readonly kind: 'qr' }
  | { readonly kind: 'logo' }
  /** Names the fields of the print command that the template uses; prints nothing. */
  | { readonly kind: 'fields'; readonly names: readonly string[] };

/** One mark between the brackets of a line. */
export type Mark =
  | { readonly is: 'kind'; readonly kind: Kind }
  | { readonly is: 'align'; readonly align: Align }
  | { readonly is: 'size'; readonly style: Pick<TextStyle, 'width' | 'height'> }
  | { readonly is: 'style'; readonly style: Partial<TextStyle> }
  | { readonly is: 'condition'; readonly condition: Condition };

export const maxColumns = 8;
const largestHeadline = 6;
const widestPaper = 48;

const aligns: Readonly<Record<string, Align>> = { left: 'left', centre: 'centre', center: 'centre', right: 'right' };

/** What each mark may say after its name; a fault where it says something else. */
const marks: Readonly<Record<string, (rest: string) => Mark | Fault>> = {
  bold: alone({ is: 'style', style: { bold: true } }),
  underline: alone({ is: 'style', style: { underline: true } }),
  reverse: alone({ is: 'style', style: { reverse: true } }),
  left: alone({ is: 'align', align: 'left' }),
  centre: alone({ is: 'align', align: 'centre' }),
  center: alone({ is: 'align', align: 'centre' }),
  right: alone({ is: 'align', align: 'right' }),
  headline: counted('headline', { from: 1, to: 8, without: largestHeadline }, (largest) => ({
    kind: 'headline',
    largest,
  })),
  columns: columnsMark,
  rule: alone({ is: 'kind', kind: { kind: 'rule' } }),
  feed: counted('feed', { from: 1, to: 20, without: 1 }, (lines) => ({ kind: 'feed', lines })),
  qr: alone({ is: 'kind', kind: { kind: 'qr' } }),
  logo: alone({ is: 'kind', kind: { kind: 'logo' } }),
  if: conditionMark,
  fields: fieldsMark,
};

const sizes = 'a size such as 2x2';

/** The mark that `text` is, e.g. `feed 2`; a fault when it is none. */
export function parseMark(text: string): Mark | Fault {
  const size = /^(\d+)[x×](\d+)$/i.exec(text);
  if (size) return sizeMark(text, Number(size[1]), Number(size[2]));
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  const mark = Object.hasOwn(marks, name) ? marks[name] : undefined;
  if (mark) return mark(rest);
  const known = Object.keys(marks);
  return {
    found: `the mark ${quoted(text)}`,
    allowed: `${known.join(', ')}, ${sizes}`,
    unknown: { word: name, known },
  };
}

function alone(mark: Mark): (rest: string) => Mark | Fault {
  return (rest) =>
    rest === '' ? mark : { found: `${quoted(rest)} behind a mark that stands alone`, allowed: 'a comma' };
}

function counted(
  name: string,
  { from, to, without }: { from: number; to: number; without: number },
  kind: (count: number) => Kind,
): (rest: string) => Mark | Fault {
  return (rest) => {
    const count = rest === '' ? without : Number(rest);
    if (Number.isInteger(count) && count >= from && count <= to) return { is: 'kind', kind: kind(count) };
    return { found: quoted(`${name} ${rest}`), allowed: `a whole number from ${from} to ${to}, or ${name} alone` };
  };
}

function sizeMark(text: string, width: number, height: number): Mark | Fault {
  const fits = (factor: number) => factor >= 1 && factor <= 8;
  if (fits(width) && fits(height)) return { is: 'size', style: { width, height } };
  return { found: `the size ${quoted(text)}`, allowed: 'width x height, 1 to 8 each' };
}

function columnsMark(rest: string): Mark | Fault {
  const columns: { width: number | 'rest'; align: Align }[] = [];
  for (const word of rest.split(/\s+/).filter(Boolean)) {
    const last = columns.at(-1);
    const align = Object.hasOwn(aligns, word) ? aligns[word] : undefined;
    const width = word === '*' ? 'rest' : Number(word);
    if (align && last) last.align = align;
    else if (width === 'rest' || (Number.isInteger(width) && width >= 2 && width <= widestPaper)) {
      columns.push({ width, align: 'left' });
    } else {
      return {
        found: `${quoted(word)} among the columns`,
        allowed: `widths of 2 to ${widestPaper} characters, * for the rest, each with left, centre or right behind it`,
      };
    }
  }
  if (columns.length >= 1 && columns.length <= maxColumns) return { is: 'kind', kind: { kind: 'columns', columns } };
  return { found: `${columns.length} columns`, allowed: `1 to ${maxColumns} widths, e.g. columns * 10 right` };
}

function conditionMark(rest: string): Mark | Fault {
  const [all, no, field = '', operator, value = ''] = /^(no\s+)?([^\s=!]+)(?:\s*(!?=)\s*(.+))?$/.exec(rest) ?? [];
  if (all === undefined || (no && operator)) {
    return {
      found: `the condition ${quoted(rest)}`,
      allowed: 'if FIELD, if no FIELD, if FIELD = VALUE, if FIELD != VALUE',
    };
  }
  const test = operator === '=' ? 'equal' : operator === '!=' ? 'different' : no ? 'absent' : 'present';
  return { is: 'condition', condition: { field, test, value } };
}

function fieldsMark(rest: string): Mark | Fault {
  const names = rest.split(/\s+/).filter(Boolean);
  const wrong = names.find((name) => !ownFieldName.test(name));
  if (names.length > 0 && wrong === undefined) return { is: 'kind', kind: { kind: 'fields', names } };
  return {
    found: wrong === undefined ? '"fields" without a name' : `the field name ${quoted(wrong)}`,
    allowed: 'names of 1 to 32 letters, digits and "_" with spaces between them, none of which every ticket has anyway',
  };
}
