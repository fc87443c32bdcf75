import type { Digits } from './modbus-digits-value.js';

/** Cells for characters; the 4-digit model has six as well, and shows the first four. */
export const cellCount = 6;

/** What is gone with the power. */
export interface Memory {
  cells: string[];
  points: boolean[];
  /** Bit 0 = first character. */
  blink: number;
  /** Registers 6 and 7 as they were last written. */
  format: number;
  value: number;
}

export function blankMemory(): Memory {
  return {
    cells: Array<string>(cellCount).fill(' '),
    points: Array<boolean>(cellCount).fill(false),
    blink: 0,
    format: 0,
    value: 0,
  };
}

/** What a module keeps without power (led-boards-counters-hid.md 3.2). */
export interface Settings {
  /** 1 to 8. */
  brightness: number;
  /** 1 after the content has been saved. */
  save: number;
  /** 0 shows "0", 1 the address, 2 the saved content. */
  powerOnDisplay: number;
  /** Units of 40 ms, 0 to 25. */
  replyDelay: number;
  /** 1 to 247. */
  address: number;
  /** Index into `baudRates`. */
  baud: number;
  /** 0 none, 1 even, 2 odd. */
  parity: number;
  saved?: Digits;
}

/** Bits per second by the value of register 00FE. */
export const baudRates = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200] as const;

export function factorySettings(digits: 4 | 6): Settings {
  return {
    brightness: digits === 6 ? 4 : 8,
    save: 0,
    powerOnDisplay: 0,
    replyDelay: 0,
    address: 1,
    baud: baudRates.indexOf(9_600),
    parity: 0,
  };
}
