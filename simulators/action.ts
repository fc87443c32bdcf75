import { z } from 'zod';
import type { Action } from './simulator.js';

/**
 * An action whose arguments are checked before it runs. Throws one Error that names each wrong argument.
 * @param shape zod schema per argument, e.g. `{ count: z.int().min(1).max(1000).default(1) }`; others are refused.
 */
export function action<Shape extends z.ZodRawShape>(
  shape: Shape,
  run: (args: z.output<z.ZodObject<Shape>>) => unknown,
): Action {
  const schema = z.strictObject(shape);
  return (args) => run(parse(schema, args) as z.output<z.ZodObject<Shape>>);
}

/** `value` as `schema` gives it; throws one Error with a clause per mistake: where, and what is allowed. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; '));
}
