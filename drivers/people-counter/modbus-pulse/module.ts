import { GatewayError } from '../../error.js';
import { readOnly } from '../../modbus/read-only.js';
import { encodeRequest } from '../../modbus/request.js';
import { type Access, ModbusUnit, type Turn } from '../../modbus/unit.js';
import type { BusMember } from '../../transport/transaction.js';
import type { Counts } from '../counting/model.js';
import type { Area, Layout, Value } from './layout.js';

/** Registers that are read at once rather than in two requests: 32 answer bytes more at the most. */
const widestSpan = 16;

export interface ModuleOptions {
  readonly address: number;
  readonly layout: Layout;
  readonly allowReset: boolean;
  readonly replyTimeoutMs: number;
}

/** Requests that a module has heard since it started, and those of them that were broken. */
export interface PulsePackets {
  readonly received: number;
  readonly bad: number;
}

type Optional = 'states' | 'uptime' | 'supply' | 'packets' | 'serialNumber' | 'firmware';

/** A pulse counter module as its layout describes it. Rejects as `ModbusUnit` does. */
export class PulseModule {
  readonly #unit: ModbusUnit;
  readonly #options: ModuleOptions;
  readonly #layout: Layout;
  /** What it refused to tell: another firmware, or another model. */
  readonly #lacks = new Set<Optional>();
  #frames = { intact: 0, damaged: 0 };

  constructor(member: BusMember, options: ModuleOptions) {
    const { address, layout, allowReset } = options;
    const writes = allowReset ? layout.reset.map((write) => encodeRequest(address, write)) : [];
    this.#unit = new ModbusUnit(readOnly(member, writes), address);
    this.#options = options;
    this.#layout = layout;
  }

  /** Another module may be there: what the last one lacked is asked for again. */
  forget(): void {
    this.#lacks.clear();
  }

  /** Frames since the last call. */
  takeFrames(): { readonly intact: number; readonly damaged: number } {
    const frames = this.#frames;
    this.#frames = { intact: 0, damaged: 0 };
    return frames;
  }

  /** Both in one request where they are near each other, so that no passage comes between. */
  async counts(turn: Turn): Promise<Counts> {
    const { in: entered, out: left } = this.#layout;
    const from = Math.min(entered.register, left.register);
    const until = Math.max(entered.register + lengthOf(entered), left.register + lengthOf(left));
    if (entered.area === left.area && until - from <= widestSpan) {
      const words = await this.#read(entered.area, from, until - from, turn, 'read counts');
      return { in: valueIn(words, from, entered), out: valueIn(words, from, left) };
    }
    return { in: await this.#value(entered, turn, 'read in'), out: await this.#value(left, turn, 'read out') };
  }

  /** s; undefined where it does not tell. */
  uptime(turn: Turn): Promise<number | undefined> {
    return this.#tolerant('uptime', this.#layout.uptime, (value) => this.#value(value, turn, 'read uptime'));
  }

  /** Whether the contact of each beam is closed. */
  contacts(turn: Turn): Promise<{ readonly in: boolean; readonly out: boolean } | undefined> {
    return this.#tolerant('states', this.#layout.states, async ({ area, register, count, ...bits }) => {
      const access = this.#access(turn, 'read contacts');
      if (area === 'discrete-inputs') {
        const read = await this.#noting(this.#unit.readDiscrete(register, count, access));
        return { in: read[bits.in] ?? false, out: read[bits.out] ?? false };
      }
      const [mask = 0] = await this.#read(area, register, 1, turn, 'read contacts');
      return { in: isSet(mask, bits.in), out: isSet(mask, bits.out) };
    });
  }

  millivolts(turn: Turn): Promise<number | undefined> {
    return this.#tolerant('supply', this.#layout.supply, async ({ millivolts, ...value }) =>
      Math.round((await this.#value(value, turn, 'read supply')) * millivolts),
    );
  }

  packets(turn: Turn): Promise<PulsePackets | undefined> {
    return this.#tolerant('packets', this.#layout.packets, async ({ received, bad }) => ({
      received: await this.#value(received, turn, 'read packets'),
      bad: await this.#value(bad, turn, 'read bad packets'),
    }));
  }

  async identity(turn: Turn): Promise<{ readonly serialNumber?: string; readonly firmware?: string }> {
    const { serialNumber: serial, firmware: text } = this.#layout;
    const serialNumber = await this.#tolerant('serialNumber', serial, (value) =>
      this.#value(value, turn, 'read serial number'),
    );
    const words = await this.#tolerant('firmware', text, ({ area, register, count }) =>
      this.#read(area, register, count, turn, 'read firmware'),
    );
    const firmware = words && textOf(words);
    return {
      ...(serialNumber === undefined ? {} : { serialNumber: String(serialNumber) }),
      ...(firmware ? { firmware } : {}),
    };
  }

  /** Writes what sets both counters to zero; the reply to function 06 is no evidence, see `ModbusUnit.writeRegister`. */
  async reset(turn: Turn): Promise<void> {
    const { reset } = this.#layout;
    if (reset.length === 0) throw new GatewayError('PROTOCOL_UNSUPPORTED', 'the map of this module names no reset');
    const access = this.#access(turn, 'reset');
    for (const write of reset) {
      const writing =
        write.kind === 'write register'
          ? this.#unit.writeRegister(write.address, write.value, access)
          : this.#unit.writeRegisters(write.address, write.values, access);
      await this.#noting(writing);
    }
  }

  async #value(value: Value, turn: Turn, label: string): Promise<number> {
    const { area, register } = value;
    return valueIn(await this.#read(area, register, lengthOf(value), turn, label), register, value);
  }

  #read(area: Area, register: number, count: number, turn: Turn, label: string): Promise<number[]> {
    const access = this.#access(turn, label);
    return this.#noting(
      area === 'input'
        ? this.#unit.readInput(register, count, access)
        : this.#unit.readHolding(register, count, access),
    );
  }

  /** What is missing or refused is left out and not asked for again; silence is the whole module's. */
  async #tolerant<Place, T>(
    name: Optional,
    place: Place | undefined,
    ask: (place: Place) => Promise<T>,
  ): Promise<T | undefined> {
    if (place === undefined || this.#lacks.has(name)) return undefined;
    try {
      return await ask(place);
    } catch (error) {
      if (!(error instanceof GatewayError) || !error.code.startsWith('PROTOCOL_')) throw error;
      if (error.code !== 'PROTOCOL_BUSY') this.#lacks.add(name);
      return undefined;
    }
  }

  async #noting<T>(asking: Promise<T>): Promise<T> {
    const answer = await asking;
    this.#frames.intact += 1;
    return answer;
  }

  #access(turn: Turn, label: string): Access {
    const damaged = () => {
      this.#frames.damaged += 1;
    };
    return { timeoutMs: this.#options.replyTimeoutMs, turn, label, damaged };
  }
}

function lengthOf({ bits }: Value): number {
  return bits / 16;
}

/** @param from address of the first of the words */
function valueIn(words: readonly number[], from: number, { register, bits, wordOrder }: Value): number {
  const [first = 0, second = 0] = words.slice(register - from);
  if (bits === 16) return first;
  return wordOrder === 'high-first' ? first * 0x1_0000 + second : second * 0x1_0000 + first;
}

function isSet(mask: number, bit: number): boolean {
  return ((mask >> bit) & 1) === 1;
}

/** A character in each register, whichever of its bytes it is in. */
function textOf(words: readonly number[]): string {
  const characters = words.flatMap((word) => [word >> 8, word & 0xff]).filter((byte) => byte > 0x20 && byte < 0x7f);
  return String.fromCharCode(...characters);
}
