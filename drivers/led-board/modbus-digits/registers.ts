/** Holding registers (led-boards-counters-hid.md 3.2). */
export const registers = {
  /** ASCII code of the first character; the others follow, six on every model. */
  characters: 0x00,
  /** Sign, decimals and top 8 bits of a number shown instead of characters. */
  format: 0x06,
  value: 0x07,
  /** One bit per character. */
  blink: 0x08,
  /** 1 to 8. */
  brightness: 0x09,
} as const;

/**
 * All that this driver writes besides the characters. Saving and power-on display (0A, 0B), factory reset (FB), reply delay
 * (FC), address, speed and parity (FD to FF) are not here and must never be: a module that got them is lost to its line.
 */
export type SettingRegister = typeof registers.blink | typeof registers.brightness;

/** One read tells everything that can change: characters, value, blink and brightness. */
export const watched = { first: registers.characters, count: registers.brightness + 1 } as const;

/** What a module says of itself. */
export interface Reading {
  /** As many as the module has; "?" where the register holds no printable code. */
  readonly characters: string;
  /** Number it was last given, e.g. `-12.345`; shown in place of the characters if it came after them. */
  readonly number: string;
  /** 0 = steady. */
  readonly blinkMask: number;
  /** 1 to 8; undefined when it is none of these. */
  readonly brightness: number | undefined;
}

/** `values` of the registers `watched`, for a module of `digits` characters. */
export function readRegisters(values: readonly number[], digits: number): Reading {
  const { characters, format, value, blink, brightness } = registers;
  const level = values[brightness] ?? 0;
  return {
    characters: values.slice(characters, digits).map(characterOf).join(''),
    number: numberText(values[format] ?? 0, values[value] ?? 0),
    blinkMask: values[blink] ?? 0,
    brightness: level >= 1 && level <= 8 ? level : undefined,
  };
}

function characterOf(code: number): string {
  return code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '?';
}

/** Format: high byte sign (high nibble, 1 = minus) and decimals, low byte the top of a 24-bit value. */
function numberText(format: number, low: number): string {
  const decimals = (format >>> 8) & 0x0f;
  const digits = String((format & 0xff) * 0x1_0000 + low).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const sign = format >>> 12 === 1 ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
