import { GatewayError } from '../../error.js';
import { ModbusUnit } from '../../modbus/unit.js';
import type { Turn } from '../board/panel.js';
import type { DigitsContext } from './context.js';
import { type Reading, readRegisters, registers, type SettingRegister, watched } from './registers.js';

const refusedAlarm = 'led-write-rejected';

/** Everything that can be said to a module, with the alarm its refusals call for. All reject as `ModbusUnit` does. */
export class DigitsModule {
  readonly #context: DigitsContext;
  readonly #unit: ModbusUnit;

  constructor(context: DigitsContext) {
    this.#context = context;
    this.#unit = new ModbusUnit(context.link, context.options.address);
  }

  async read(turn: Turn): Promise<Reading> {
    const values = await this.#unit.readHolding(watched.first, watched.count, this.#access(turn, 'read module'));
    return readRegisters(values, this.#context.options.digits);
  }

  /** One code for each digit of the module, so that nothing of what was there before stays. */
  async writeCharacters(text: string, turn: Turn, label: string): Promise<void> {
    const codes = Array.from({ length: this.#context.options.digits }, (_, i) => text.charCodeAt(i));
    await this.#noting(this.#unit.writeRegisters(registers.characters, codes, this.#access(turn, label)));
  }

  /** Function 06, the one the vendor shows for it; its reply is no evidence, see `ModbusUnit.writeRegister`. */
  async writeSetting(register: SettingRegister, value: number, turn: Turn, label: string): Promise<void> {
    await this.#noting(this.#unit.writeRegister(register, value, this.#access(turn, label)));
  }

  async #noting(writing: Promise<void>): Promise<void> {
    try {
      await writing;
      this.#context.alarm({ type: refusedAlarm, active: false });
    } catch (error) {
      if (isRefusal(error)) this.#context.alarm({ type: refusedAlarm, active: true, detail: error.message });
      throw error;
    }
  }

  #access(turn: Turn, label: string) {
    return { timeoutMs: this.#context.options.replyTimeoutMs, turn, label };
  }
}

/** The module answered, and said no. */
export function isRefusal(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code.startsWith('PROTOCOL_');
}
