import { numberText } from './number.js';

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
 * All that this driver writes besides characters and numbers. Saving and power-on display (0A, 0B), factory reset (FB), reply delay
 * (FC), address, speed and parity (FD to FF) are not here and must never be: a module that got them is lost to its line.
 */
export type SettingRegister = typeof registers.blink | typeof registers.brightness;

/** How many registers from the first tell everything that can change. */
export const everything = registers.brightness + 1;

/** What a module says of itself. */
export interface Reading {
  /** As many as the module has; "?" where the register holds no printable code. */
  readonly characters: string;
  /** Undefined where the module tells nothing but its characters. */
  readonly settings: Settings | undefined;
}

export interface Settings {
  /** Number it was last given, e.g. `-12.345`; shown in place of the characters if it came after them. */
  readonly number: string;
  /** 0 = steady. */
  readonly blinkMask: number;
  /** 1 to 8; undefined when it is none of these. */
  readonly brightness: number | undefined;
}

/** `values` from register 0 on, as many as were read, for a module of `digits` characters. */
export function readRegisters(values: readonly number[], digits: number): Reading {
  const { format, value, blink, brightness } = registers;
  const settings = {
    number: numberText({ format: values[format] ?? 0, value: values[value] ?? 0 }),
    blinkMask: values[blink] ?? 0,
    brightness: levelFrom(values[brightness]),
  };
  return {
    characters: values.slice(0, digits).map(characterOf).join(''),
    settings: values.length < everything ? undefined : settings,
  };
}

/** What the brightness register says, 1 to 8; undefined when it is none of these. */
export function levelFrom(value: number | undefined): number | undefined {
  return value !== undefined && value >= 1 && value <= 8 ? value : undefined;
}

function characterOf(code: number): string {
  return code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '?';
}
