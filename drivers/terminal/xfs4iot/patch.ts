import { isObject, type Json } from './json.js';

/** Levels of objects that are followed; a status has five. */
const deepest = 12;
/** Members of one object that are kept; the widest of a status, its units, has some dozen. */
const widest = 500;

/** Words of release 2021-1 for what a newer one leaves out or has null (terminal-health.md 1.3). */
const absent: readonly unknown[] = [null, undefined, 'notSupported', 'notAvailable'];

/**
 * A status with the changes of a patch in it: objects member by member, lists of positions by their `position`, as a
 * change names only what changed of the one that changed; every other list and value as a whole. What the patch says is
 * absent goes. A patch into nothing is a full status without its absences. What lies too deep or is too much is left out.
 */
export function merged(before: Json, patch: Json, depth = 0): Json {
  const result = new Map<string, unknown>(Object.entries(before));
  for (const [name, value] of Object.entries(patch).slice(0, widest)) {
    if (name === '__proto__') continue;
    if (absent.includes(value)) result.delete(name);
    else if (result.has(name) || result.size < widest) set(result, name, mergedValue(result.get(name), value, depth));
  }
  return Object.fromEntries(result);
}

function set(result: Map<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) result.delete(name);
  else result.set(name, value);
}

function mergedValue(before: unknown, patch: unknown, depth: number): unknown {
  if (Array.isArray(patch)) return depth < deepest ? mergedList(before, patch, depth) : undefined;
  if (!isObject(patch)) return patch;
  return depth < deepest ? merged(isObject(before) ? before : {}, patch, depth + 1) : undefined;
}

function mergedList(before: unknown, patch: readonly unknown[], depth: number): unknown[] {
  const items = patch.slice(0, widest);
  if (items.length === 0 || !items.every((item) => positionOf(item) !== undefined)) {
    return items.map((item) => mergedValue(undefined, item, depth + 1));
  }
  const result = Array.isArray(before) ? before.filter((item) => positionOf(item) !== undefined) : [];
  for (const item of items as readonly Json[]) {
    const index = result.findIndex((each) => positionOf(each) === positionOf(item));
    const whole = merged(index < 0 ? {} : (result[index] as Json), item, depth + 1);
    if (index >= 0) result[index] = whole;
    else if (result.length < widest) result.push(whole);
  }
  return result;
}

function positionOf(item: unknown): string | undefined {
  const position = isObject(item) ? item['position'] : undefined;
  return typeof position === 'string' ? position : undefined;
}
