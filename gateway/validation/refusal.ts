import type { z } from 'zod';
import { formatPath, type Mistake, type Path, quote, sentence, withoutEchoes } from './mistake.js';
import { schemaMistakes } from './schema-mistakes.js';

/** Why a message is refused. */
export interface Refusal {
  /** One sentence per mistake: which field, what was found, what is allowed. */
  readonly message: string;
  /** Path of the first field at fault, e.g. `args.counter`; empty for the value as a whole. */
  readonly field: string;
}

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** A JSON value of a message as its schema gives it, or why it is refused; `base` is its path in the message. */
export function check<T>(schema: z.ZodType<T>, value: unknown, base: Path = []): Checked<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const mistakes = withoutEchoes(schemaMistakes(schema, value, base));
  const lines = mistakes.map((mistake) => {
    const said = sentence(mistake.found ?? foundAt(value, mistake, base.length), mistake);
    return mistake.path.length > 0 ? `${formatPath(mistake.path)}: ${said}` : said;
  });
  return { ok: false, refusal: { message: lines.join('; '), field: formatPath(mistakes[0]?.path ?? base) } };
}

function foundAt(value: unknown, { path }: Mistake, from: number): string {
  const found = path
    .slice(from)
    .reduce<unknown>((node, step) => (node as Record<string | number, unknown> | null | undefined)?.[step], value);
  if (found === undefined) return 'nothing';
  if (typeof found === 'string') return quote(found);
  if (Array.isArray(found)) return 'a list';
  if (typeof found !== 'object' || found === null) return String(found);
  const keys = Object.keys(found).length;
  return `a mapping of ${keys} ${keys === 1 ? 'key' : 'keys'}`;
}
