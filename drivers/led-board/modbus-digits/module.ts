import { GatewayError } from '../../error.js';
import { ModbusUnit } from '../../modbus/unit.js';
import type { Turn } from '../board/panel.js';
import type { DigitsContext } from './context.js';
import { type ModuleNumber, numberText } from './number.js';
import { everything, levelFrom, type Reading, readRegisters, registers, type SettingRegister } from './registers.js';

const refusedAlarm = 'led-write-rejected';

/** Everything that can be said to a module, with the alarm its refusals call for. All reject as `ModbusUnit` does. */
export class DigitsModule {
  readonly #context: DigitsContext;
  readonly #unit: ModbusUnit;
  /** What it refused when it was last told, by what it was told. */
  readonly #refused = new Map<string, string>();
  /** It would not be read as a whole. */
  #tellsLess = false;

  constructor(context: DigitsContext) {
    this.#context = context;
    this.#unit = new ModbusUnit(context.link, context.options.address);
  }

  /** A firmware that lacks a register refuses to be read across it: then its characters alone. */
  async read(turn: Turn): Promise<Reading> {
    const { digits } = this.#context.options;
    if (!this.#tellsLess) {
      const values = await this.#readAll(turn);
      if (values) return readRegisters(values, digits);
    }
    const values = await this.#unit.readHolding(registers.characters, digits, this.#access(turn, 'read characters'));
    return readRegisters(values, digits);
  }

  /** 1 to 8; undefined when it says something else. */
  async readBrightness(turn: Turn): Promise<number | undefined> {
    const [level] = await this.#unit.readHolding(registers.brightness, 1, this.#access(turn, 'read brightness'));
    return levelFrom(level);
  }

  /** One code for each digit of the module, so that nothing of what was there before stays. */
  async writeCharacters(text: string, turn: Turn): Promise<void> {
    const codes = Array.from({ length: this.#context.options.digits }, (_, i) => text.charCodeAt(i));
    const label = text.trim() === '' ? 'clear' : `show ${text.trim()}`;
    await this.#noting('characters', this.#unit.writeRegisters(registers.characters, codes, this.#access(turn, label)));
  }

  /** Both registers in one write, as the module wants it. */
  async writeNumber(number: ModuleNumber, turn: Turn): Promise<void> {
    const values = [number.format, number.value];
    const label = `show ${numberText(number)}`;
    await this.#noting('number', this.#unit.writeRegisters(registers.format, values, this.#access(turn, label)));
  }

  /** Function 06, the one the vendor shows for it; its reply is no evidence, see `ModbusUnit.writeRegister`. */
  async writeSetting(name: 'blink' | 'brightness', value: number, turn: Turn): Promise<void> {
    const register: SettingRegister = registers[name];
    await this.#noting(name, this.#unit.writeRegister(register, value, this.#access(turn, `${name} ${value}`)));
  }

  /** Another module may be there from now on. */
  forgetRefusals(): void {
    this.#refused.clear();
    this.#tellsLess = false;
  }

  async #readAll(turn: Turn): Promise<number[] | undefined> {
    try {
      const reading = this.#unit.readHolding(registers.characters, everything, this.#access(turn, 'read module'));
      return await this.#noting('reading', reading);
    } catch (error) {
      if (!isLacking(error)) throw error;
      this.#tellsLess = true;
      return undefined;
    }
  }

  /** The alarm lasts as long as anything is refused. */
  async #noting<T>(what: string, asking: Promise<T>): Promise<T> {
    try {
      const value = await asking;
      this.#refused.delete(what);
      this.#tell();
      return value;
    } catch (error) {
      if (isRefusal(error)) {
        this.#refused.set(what, error.message);
        this.#tell();
      }
      throw error;
    }
  }

  #tell(): void {
    const detail = [...this.#refused.values()].join('; ');
    this.#context.alarm({ type: refusedAlarm, ...(detail === '' ? { active: false } : { active: true, detail }) });
  }

  #access(turn: Turn, label: string) {
    return { timeoutMs: this.#context.options.replyTimeoutMs, turn, label };
  }
}

/** The module answered, and said no. */
export function isRefusal(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code.startsWith('PROTOCOL_');
}

/** It would say no again. */
export function isLacking(error: unknown): error is GatewayError {
  return isRefusal(error) && error.code !== 'PROTOCOL_BUSY';
}
