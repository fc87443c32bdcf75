/** A value as the package gives it: numbers, texts as bytes, OIDs as text. */
export type Value = number | bigint | boolean | string | Uint8Array | null;

/** Types that say that there is no such object (RFC 3416 section 4.2.1). */
const missing: ReadonlySet<number> = new Set([128, 129, 130]);

export function isMissing({ type }: { readonly type?: number | undefined }): boolean {
  return type !== undefined && missing.has(type);
}

export function numberOf(value: Value | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function bytesOf(value: Value | undefined): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}

export function oidOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Longest text taken over from a device. */
const longestText = 120;

/** A text without what no one can read, shortened; undefined when nothing is left. */
export function textOf(value: Value | undefined): string | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const text = new TextDecoder().decode(value);
  const clean = text.replace(/[\p{Cc}\p{Cf}\ufffd\s]+/gu, ' ').trim();
  return clean === '' ? undefined : [...clean].slice(0, longestText).join('');
}
