/** One key of one table gets a value, or loses it when `value` is undefined. */
export interface Change {
  readonly table: string;
  readonly key: string;
  readonly value: unknown;
}

/** A record of the store: a JSON array of `[table, key, value]` and, for a deletion, `[table, key]`. */
export function encodeChanges(changes: readonly Change[]): Uint8Array {
  return Buffer.from(`[${changes.map(row).join(',')}]`, 'utf8');
}

/** Bytes the change takes in a record of its own. */
export function bytesOf(change: Change): number {
  return Buffer.byteLength(row(change)) + 2;
}

function row({ table, key, value }: Change): string {
  return JSON.stringify(value === undefined ? [table, key] : [table, key, value]);
}

/** undefined when the payload is not a record of the store. */
export function decodeChanges(payload: Uint8Array): Change[] | undefined {
  const rows = parse(payload);
  if (!Array.isArray(rows)) return undefined;
  const changes: Change[] = [];
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row) || row.length < 2 || row.length > 3) return undefined;
    const [table, key, value] = row as unknown[];
    if (typeof table !== 'string' || typeof key !== 'string') return undefined;
    changes.push({ table, key, value });
  }
  return changes;
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}
