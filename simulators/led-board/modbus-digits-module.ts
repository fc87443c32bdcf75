import { performOn, type Registers, writtenBy } from '../modbus/registers.js';
import { exception, type Outcome, refuse } from '../modbus/reply.js';
import type { ModbusRequest } from '../modbus/request.js';
import { blankMemory, factorySettings, type Memory, type Settings } from './modbus-digits-memory.js';
import { digitRegisters, registerNumber } from './modbus-digits-registers.js';
import { type Digits, layOut } from './modbus-digits-value.js';

/** A module's inside. */
export interface DigitModule {
  readonly digits: 4 | 6;
  readonly settings: Settings;
  readonly memory: Memory;
  /** The speed and parity it really works with: what was set when the power came. */
  readonly lineInForce: Pick<Settings, 'baud' | 'parity'>;
  perform(request: ModbusRequest): Outcome;
  /** Puts these characters on the glass, the first cells from the left. */
  show(content: Digits): void;
  /** What power does when it comes. */
  powerOn(): void;
  factoryReset(): void;
}

/** @param settings what it was set to before it came to the branch. */
export function createDigitModule(digits: 4 | 6, settings: Partial<Settings>): DigitModule {
  const kept: Settings = { ...factorySettings(digits), ...settings };
  const memory = blankMemory();
  const lineInForce = { baud: kept.baud, parity: kept.parity };

  const module: DigitModule = {
    digits,
    settings: kept,
    memory,
    lineInForce,
    perform(request) {
      const together = writtenBy(request);
      const alone = together.has(registerNumber.format) && !together.has(registerNumber.value);
      return alone ? refuse(exception.illegalAddress) : performOn(registers, request);
    },
    show({ characters, points }) {
      memory.cells.splice(0, characters.length, ...characters);
      memory.points.splice(0, points.length, ...points);
    },
    powerOn() {
      Object.assign(memory, blankMemory());
      Object.assign(lineInForce, { baud: kept.baud, parity: kept.parity });
      const number = (magnitude: number) => layOut({ negative: false, decimals: 0, magnitude }, digits);
      const saved = kept.powerOnDisplay === 2 ? kept.saved : undefined;
      const content = saved ?? number(kept.powerOnDisplay === 1 ? kept.address : 0);
      if (content) module.show(content);
    },
    factoryReset() {
      delete kept.saved;
      Object.assign(kept, factorySettings(digits));
      module.powerOn();
    },
  };
  const registers: Registers = digitRegisters(module);
  module.powerOn();
  return module;
}
