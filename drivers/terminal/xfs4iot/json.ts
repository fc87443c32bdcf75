/** A JSON object as it came from outside: nothing in it is known. */
export type Json = Readonly<Record<string, unknown>>;

export const nothing: Json = Object.freeze({});

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a name; an empty one where there is none. */
export function objectAt(parent: unknown, name: string): Json {
  const value = isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  return isObject(value) ? value : nothing;
}

/** The text under a name, at most so many characters of it; undefined where there is none. */
export function textAt(parent: Json, name: string, longest = 200): string | undefined {
  const value = Object.hasOwn(parent, name) ? parent[name] : undefined;
  return typeof value === 'string' ? value.slice(0, longest) : undefined;
}
