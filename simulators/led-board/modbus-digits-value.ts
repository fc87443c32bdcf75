/** What the digits show: a character each, and whether its decimal point lights. */
export interface Digits {
  readonly characters: readonly string[];
  readonly points: readonly boolean[];
}

/** A number as registers 6 and 7 give it. */
export interface DisplayValue {
  readonly negative: boolean;
  /** Digits behind the point, 0 to 5. */
  readonly decimals: number;
  /** 0 to 16777215, without the point. */
  readonly magnitude: number;
}

/**
 * Registers 6 and 7 (led-boards-counters-hid.md 3.2): sign and decimals in two nibbles, then 24 bits. Undefined when
 * the nibbles say something else.
 */
export function readValue(format: number, low: number): DisplayValue | undefined {
  const sign = format >>> 12;
  const decimals = (format >>> 8) & 0x0f;
  if (sign > 1 || decimals > 5) return undefined;
  return { negative: sign === 1, decimals, magnitude: (format & 0xff) * 0x1_0000 + low };
}

/**
 * A number to the right, blanks before it. Undefined when the digits do not suffice. The sources do not say which side
 * a short number takes; right is what meters do.
 */
export function layOut({ negative, decimals, magnitude }: DisplayValue, digits: number): Digits | undefined {
  const written = (negative ? '-' : '') + String(magnitude).padStart(decimals + 1, '0');
  if (written.length > digits) return undefined;
  const pointAt = digits - 1 - decimals;
  return {
    characters: [...written.padStart(digits)],
    points: Array.from({ length: digits }, (_, index) => decimals > 0 && index === pointAt),
  };
}
