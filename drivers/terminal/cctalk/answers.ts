/** Texts of identity answers are ASCII; anything else, and what is too long, does not go further. */
export function decodeText(data: Uint8Array): string | undefined {
  const text = String.fromCharCode(...data)
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 40);
  return text === '' ? undefined : text;
}

/** The answer to header 242: three bytes, low first. */
export function decodeSerialNumber(data: Uint8Array): number | undefined {
  const [low, middle, high] = data;
  if (low === undefined || middle === undefined || high === undefined || data.length !== 3) return undefined;
  return low + middle * 0x100 + high * 0x1_0000;
}

/** The answer to header 4, e.g. `1.4.6`: level of the generic specification, then major and minor. */
export function decodeRevision(data: Uint8Array): string | undefined {
  return data.length === 3 ? data.join('.') : undefined;
}

/** ms per unit of the answer to header 249 (generic specification); the first is special: see the manual. */
const unitsMs: Readonly<Record<number, number>> = { 1: 1, 2: 10, 3: 1_000, 4: 60_000, 5: 3_600_000, 6: 86_400_000 };

/** ms within which the module wants to be polled (header 249): unit and count; undefined where it names none. */
export function decodePollingPriority(data: Uint8Array): number | undefined {
  const [unit = 0, count] = data;
  const unitMs = unitsMs[unit];
  return unitMs === undefined || count === undefined || data.length !== 2 ? undefined : unitMs * count;
}
