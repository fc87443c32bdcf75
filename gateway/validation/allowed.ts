import type { z } from 'zod';
import type { Path } from './mistake.js';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The part of a schema that governs `path`, following in unions the branch that `value` has chosen by its constant
 * fields. Undefined where the schema says nothing.
 */
export function schemaAt(schema: JsonSchema, path: Path, value: unknown): JsonSchema | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const branches = branchesOf(schema);
  if (branches.length > 0) {
    const chosen = branches.filter((branch) => isChosen(branch, value));
    const parts = (chosen.length > 0 ? chosen : branches).flatMap((branch): JsonSchema[] => {
      const part = schemaAt(branch, path, value);
      return part ? [part] : [];
    });
    return parts.length > 1 ? { anyOf: parts } : parts[0];
  }
  const next = typeof step === 'number' ? schema.items : (schema.properties?.[step] ?? schema.additionalProperties);
  if (!isSchema(next)) return undefined;
  return schemaAt(next, rest, (value as Record<string | number, unknown> | undefined)?.[step]);
}

/** The keys a mapping may have there. */
export function keysOf(schema: JsonSchema | undefined, value: unknown): string[] {
  if (!schema) return [];
  const branches = branchesOf(schema);
  const chosen = branches.filter((branch) => isChosen(branch, value));
  if (branches.length > 0) {
    return [...new Set((chosen.length > 0 ? chosen : branches).flatMap((branch) => keysOf(branch, value)))];
  }
  return Object.keys(schema.properties ?? {});
}

/** What a schema allows, in a few words; undefined where it allows anything. */
export function describeSchema(schema: JsonSchema | undefined): string | undefined {
  if (!schema) return undefined;
  const branches = branchesOf(schema);
  if (branches.length > 0) {
    const parts = [...new Set(branches.flatMap((branch) => describeSchema(branch) ?? []))];
    return parts.join(branches.every((branch) => branch.const !== undefined) ? ', ' : ' or ');
  }
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return schema.enum.map(String).join(', ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return describeNumber(schema);
    case 'boolean':
      return 'true or false';
    case 'string':
      return schema.description ?? describeText(schema);
    case 'array':
      return ['a list', describeCount(schema.minItems, schema.maxItems, 'entries')].filter(Boolean).join(' of ');
    case 'object': {
      const keys = keysOf(schema, undefined);
      return keys.length > 0 ? `a mapping with ${keys.join(', ')}` : 'a mapping';
    }
    default:
      return schema.description;
  }
}

function describeNumber({
  type,
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
}: JsonSchema): string {
  const bounds = [
    exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : isBound(minimum) ? `from ${minimum}` : '',
    exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : isBound(maximum) ? `to ${maximum}` : '',
    multipleOf !== undefined ? `in steps of ${multipleOf}` : '',
  ];
  return [type === 'integer' ? 'a whole number' : 'a number', ...bounds].filter(Boolean).join(' ');
}

/** The safe-integer limits that every integer schema carries say nothing to people. */
function isBound(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function describeText({ minLength, maxLength, pattern }: JsonSchema): string {
  const length = describeCount(minLength, maxLength, 'characters');
  return ['text', length && `of ${length}`, pattern && `matching ${pattern}`].filter(Boolean).join(' ');
}

function describeCount(min: number | undefined, max: number | undefined, unit: string): string {
  if (max === undefined) return min === undefined ? '' : `at least ${min} ${unit}`;
  return min === undefined ? `at most ${max} ${unit}` : `${min} to ${max} ${unit}`;
}

function branchesOf(schema: JsonSchema): JsonSchema[] {
  // A `oneOf` beside properties only narrows them; it is no union.
  if (schema.properties) return [];
  return (schema.anyOf ?? schema.oneOf ?? []).filter(isSchema);
}

function isChosen(branch: JsonSchema, value: unknown): boolean {
  const constants = Object.entries(branch.properties ?? {}).filter(
    ([, property]) => isSchema(property) && property.const !== undefined,
  );
  const fields = value as Record<string, unknown> | null | undefined;
  return (
    constants.length > 0 && constants.every(([key, property]) => isSchema(property) && property.const === fields?.[key])
  );
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
