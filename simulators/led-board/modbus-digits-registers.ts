import type { Register, Registers } from '../modbus/registers.js';
import { baudRates, cellCount, type Settings } from './modbus-digits-memory.js';
import type { DigitModule } from './modbus-digits-module.js';
import { layOut, readValue } from './modbus-digits-value.js';

/** Registers with a name, by number (led-boards-counters-hid.md 3.2). */
export const registerNumber = {
  format: 0x06,
  value: 0x07,
  blink: 0x08,
  brightness: 0x09,
  save: 0x0a,
  powerOnDisplay: 0x0b,
  factoryReset: 0xfb,
  replyDelay: 0xfc,
  address: 0xfd,
  baud: 0xfe,
  parity: 0xff,
} as const;

const longestReplyDelay = 25;
const resetByBaud = baudRates.length;

/**
 * The holding registers of a module. Values the sources do not allow are refused: what the hardware does with them is
 * not known.
 */
export function digitRegisters(module: DigitModule): Registers {
  const { memory, settings } = module;

  const character = (cell: number): Register => ({
    read: () => memory.cells[cell]?.charCodeAt(0) ?? 0,
    accepts: (code) => code >= 0x20 && code <= 0x7e,
    write(code) {
      memory.cells[cell] = String.fromCharCode(code);
      memory.points[cell] = false;
    },
  });
  const laidOut = (format: number, low: number) => {
    const value = readValue(format, low);
    return value && layOut(value, module.digits);
  };
  const setting = (name: keyof Omit<Settings, 'saved'>, from: number, to: number): Register => ({
    read: () => settings[name],
    accepts: (value) => value >= from && value <= to,
    write(value) {
      settings[name] = value;
    },
  });
  const { format, value, blink, brightness, save, powerOnDisplay, factoryReset, replyDelay, address, baud, parity } =
    registerNumber;

  return new Map<number, Register>([
    ...Array.from({ length: cellCount }, (_, cell) => [cell, character(cell)] as const),
    // Means nothing alone: register 7, written with it, shows both.
    [format, { read: () => memory.format, write: () => {} }],
    [
      value,
      {
        read: () => memory.value,
        accepts: (low, together) => laidOut(together.get(format) ?? 0, low) !== undefined,
        write(low, together) {
          memory.format = together.get(format) ?? 0;
          memory.value = low;
          const content = laidOut(memory.format, low);
          if (content) module.show(content);
        },
      },
    ],
    [
      blink,
      {
        read: () => memory.blink,
        accepts: (mask) => mask < 1 << cellCount,
        write(mask) {
          memory.blink = mask;
        },
      },
    ],
    [brightness, setting('brightness', 1, 8)],
    [
      save,
      {
        read: () => settings.save,
        accepts: (wanted) => wanted <= 1,
        write(wanted) {
          settings.save = wanted;
          if (wanted === 1) settings.saved = { characters: [...memory.cells], points: [...memory.points] };
        },
      },
    ],
    [powerOnDisplay, setting('powerOnDisplay', 0, 2)],
    ...[0x0c, 0x0d, 0x0e, 0x0f].map((reserved) => [reserved, { read: () => 0 }] as const),
    [factoryReset, { accepts: (wanted) => wanted === 0, write: () => module.factoryReset() }],
    [
      replyDelay,
      {
        read: () => settings.replyDelay,
        write(units) {
          settings.replyDelay = units > longestReplyDelay ? 0 : units;
        },
      },
    ],
    [address, setting('address', 1, 247)],
    [
      baud,
      {
        ...setting('baud', 0, resetByBaud),
        write(index) {
          if (index === resetByBaud) module.factoryReset();
          else settings.baud = index;
        },
      },
    ],
    [parity, setting('parity', 0, 2)],
  ]);
}
