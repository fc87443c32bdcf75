import type { BusMember } from '../transport/transaction.js';
import { exceptionError } from './exceptions.js';
import { type ModbusReply, replyDecoder } from './reply.js';
import { encodeRequest, type ModbusRequest, type ReadRequest, requestText } from './request.js';

/** A request's place among everything else on the line. */
export interface Turn {
  readonly priority: 'call' | 'poll';
  /** Asked just before its bytes go out, see `Transaction.wanted`. */
  readonly wanted?: () => boolean;
}

export interface Access {
  /** ms from the last byte sent to the complete reply, 1 or more. */
  readonly timeoutMs: number;
  /** A poll when left out. */
  readonly turn?: Turn;
  /** For logs and alarm texts, e.g. `show main`; the function and its registers when left out. */
  readonly label?: string;
  /** Hears of each frame that began as the reply and whose CRC is wrong. */
  readonly damaged?: () => void;
}

/**
 * One Modbus RTU unit on a line. Every method hands its request to the line in the very tick in which it is called, and
 * rejects with the line's error or with PROTOCOL_UNSUPPORTED (exception 01), PROTOCOL_BUSY (05, 06), PROTOCOL_REJECTED (any
 * other), or TRANSPORT_REPLY_TIMEOUT where a converter says that the unit does not answer (0A, 0B).
 */
export class ModbusUnit {
  readonly #member: BusMember;
  readonly #unit: number;

  /** `unit` 1 to 247, as set on the device. */
  constructor(member: BusMember, unit: number) {
    this.#member = member;
    this.#unit = unit;
  }

  readCoils(address: number, count: number, access: Access): Promise<boolean[]> {
    return this.#readBits({ kind: 'read coils', address, count }, access);
  }

  readDiscrete(address: number, count: number, access: Access): Promise<boolean[]> {
    return this.#readBits({ kind: 'read discrete inputs', address, count }, access);
  }

  readHolding(address: number, count: number, access: Access): Promise<number[]> {
    return this.#readRegisters({ kind: 'read holding registers', address, count }, access);
  }

  readInput(address: number, count: number, access: Access): Promise<number[]> {
    return this.#readRegisters({ kind: 'read input registers', address, count }, access);
  }

  /** Function 06, whose reply equals its request: not evidence where an adapter echoes. Read back what matters. */
  async writeRegister(address: number, value: number, access: Access): Promise<void> {
    await this.#transact({ kind: 'write register', address, value }, access);
  }

  /** Function 10h, whose reply no echo can be taken for. */
  async writeRegisters(address: number, values: readonly number[], access: Access): Promise<void> {
    await this.#transact({ kind: 'write registers', address, values }, access);
  }

  async #readBits(request: ReadRequest, access: Access): Promise<boolean[]> {
    const data = await this.#transact(request, access);
    return Array.from({ length: request.count }, (_, i) => (((data[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);
  }

  async #readRegisters(request: ReadRequest, access: Access): Promise<number[]> {
    const data = await this.#transact(request, access);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return Array.from({ length: request.count }, (_, i) => view.getUint16(i * 2));
  }

  async #transact(
    request: ModbusRequest,
    { timeoutMs, turn, label = requestText(request), damaged }: Access,
  ): Promise<Uint8Array> {
    const reply = await this.#member.transact<ModbusReply>({
      label,
      request: encodeRequest(this.#unit, request),
      decoder: () => replyDecoder(this.#unit, request, damaged),
      timeoutMs,
      priority: turn?.priority ?? 'poll',
      ...(turn?.wanted ? { wanted: turn.wanted } : {}),
    });
    if ('exception' in reply) throw exceptionError(this.#unit, label, reply.exception);
    return reply.data;
  }
}
