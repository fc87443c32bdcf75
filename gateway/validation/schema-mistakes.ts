import { z } from 'zod';
import { describeSchema, type JsonSchema, keysOf, schemaAt } from './allowed.js';
import { didYouMean, type Mistake, type Path } from './mistake.js';
import { suggest } from './suggest.js';

/**
 * What is wrong with `value` by `schema`, one mistake each; `base` is the path of `value` in the file. What is allowed
 * is told by the schema's own message where it has one, else from the schema itself.
 */
export function schemaMistakes(schema: z.ZodType, value: unknown, base: Path = []): Mistake[] {
  // zod's own wording is for programmers: an empty message marks the issues that have no other.
  const result = schema.safeParse(value, { error: () => '' });
  if (result.success) return [];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return result.error.issues.flatMap((issue) => toMistakes({ json, value, base }, issue, []));
}

interface Checked {
  readonly json: JsonSchema;
  readonly value: unknown;
  readonly base: Path;
}

function toMistakes(checked: Checked, issue: z.core.$ZodIssue, prefix: Path): Mistake[] {
  const path: Path = [...prefix, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(checked, path, key));
  if (issue.code === 'invalid_key') return [invalidKey(checked, path, issue.issues[0]?.message)];
  if (issue.code === 'invalid_union') {
    const branch = chosenBranch(issue.errors);
    if (branch) return branch.flatMap((inner) => toMistakes(checked, inner, path));
  }
  return [invalidValue(checked, path, issue.message)];
}

function invalidValue({ json, value, base }: Checked, path: Path, message: string): Mistake {
  const found = valueAt(value, path);
  const schema = schemaAt(json, path, value);
  const quotes = schema?.type === 'string' && (typeof found === 'number' || typeof found === 'boolean');
  return {
    path: [...base, ...path],
    allowed: message || describeSchema(schema) || 'a value of another kind',
    ...(quotes ? { hint: 'Put it in quotes' } : {}),
    ...(found === undefined ? { missing: true } : {}),
  };
}

function unknownKey({ json, value, base }: Checked, path: Path, key: string): Mistake {
  const parent = valueAt(value, path);
  const keys = keysOf(schemaAt(json, path, value), parent);
  const taken = typeof parent === 'object' && parent !== null ? parent : {};
  // A key that is there already cannot have been meant a second time.
  const meant = suggest(
    key,
    keys.filter((candidate) => !Object.hasOwn(taken, candidate)),
  );
  return {
    path: [...base, ...path, key],
    found: 'an unknown key',
    allowed: keys.join(', ') || 'no keys',
    ...didYouMean(meant),
    ...(meant === undefined ? {} : { meant: [...base, ...path, meant] }),
  };
}

function invalidKey({ json, value, base }: Checked, path: Path, message: string | undefined): Mistake {
  const names = schemaAt(json, path.slice(0, -1), value)?.propertyNames;
  return {
    path: [...base, ...path],
    found: `the key "${path.at(-1)}"`,
    allowed: message || describeSchema(typeof names === 'object' ? names : undefined) || 'another key',
  };
}

/** The one branch of a union that the value fits in kind, though not in every detail. */
function chosenBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const near = branches.filter(
    (issues) => !issues.some(({ path, code }) => path.length === 0 && /^invalid_(?:type|value|union)$/.test(code)),
  );
  return near.length === 1 ? near[0] : undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, step) => (node as Record<string | number, unknown> | null | undefined)?.[step],
    value,
  );
}
