import { isIdentifierName } from './identifiers.js';
import { maskedValue, maskIdentifier, maskText } from './mask.js';

/** Deeper nesting than any message of ours has; what lies deeper is left out. */
const mostDepth = 64;

/**
 * The same value with every card number masked but for its last four digits: in texts, in the names of fields, and in
 * whole numbers, which become texts then. The very same object where there is none. For what comes from outside: devices,
 * clients, files.
 */
export function withoutCardNumbers<Value>(value: Value): Value {
  return walk(value, true, undefined, 0) as Value;
}

/** The same for what is ours, where a whole number of 13 digits is a size or a time. */
export function withoutCardTexts<Value>(value: Value): Value {
  return walk(value, false, undefined, 0) as Value;
}

function walk(value: unknown, numbers: boolean, name: string | undefined, depth: number): unknown {
  if (typeof value === 'string') {
    // Most texts are too short.
    if (value.length < 13) return value;
    return isIdentifierName(name) ? maskIdentifier(value) : maskText(value);
  }
  if (typeof value === 'number') return numbers ? (maskedValue(value) ?? value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > mostDepth) return undefined;
  return Array.isArray(value) ? walkArray(value, numbers, name, depth) : walkObject(value, numbers, depth);
}

function walkArray(value: readonly unknown[], numbers: boolean, name: string | undefined, depth: number): unknown {
  let changed: unknown[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const inner = walk(value[index], numbers, name, depth + 1);
    if (inner === value[index]) continue;
    changed ??= [...value];
    changed[index] = inner;
  }
  return changed ?? value;
}

/** Only plain objects have fields of their own that leave; others say themselves what they are in JSON. */
function walkObject(value: object, numbers: boolean, depth: number): unknown {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  let changed: Map<string, unknown> | undefined;
  for (const key of Object.keys(fields)) {
    const inner = walk(fields[key], numbers, key, depth + 1);
    const isNamed = key.length >= 13 && maskText(key) !== key;
    if (isNamed || inner !== fields[key]) {
      changed ??= new Map();
      changed.set(key, inner);
    }
  }
  if (!changed) return value;
  return Object.fromEntries(
    Object.entries(fields).map(([key, inner]) => [maskText(key), changed.has(key) ? changed.get(key) : inner]),
  );
}
