import { GatewayError } from '../../../../drivers/error.js';
import { sealed } from '../../../../drivers/modbus/frame.js';
import type { BusMember, Transaction } from '../../../../drivers/transport/transaction.js';
import { toHex } from '../../../support/hex.js';

/** Unit 1 as a member of its own, over bytes: registers that can be read and written, and what is told to be refused. */
export class ScriptedModule implements BusMember {
  readonly name = 'scripted module';
  readonly registers: number[];
  /** What came, in hex, and who asked for it how. */
  readonly seen: string[] = [];
  readonly transactions: Transaction<unknown>[] = [];
  /** Exception code by function, and `function:register`. */
  readonly refusals = new Map<number | string, number>();
  /** A register it does not have: reading across it is refused. */
  lacks: number | undefined;
  /** Functions it does without a word. */
  readonly mute = new Set<number>();
  /** Takes what it is told and does not do it. */
  forgetful = false;

  constructor(text = '    ') {
    const codes = [...text.padEnd(6, '\0')].map((character) => character.charCodeAt(0));
    this.registers = [...codes, 0, 0, 0, 4];
  }

  /** What a person sees, as the characters say it. */
  get glass(): string {
    return String.fromCharCode(...this.registers.slice(0, 6)).replaceAll('\0', '');
  }

  get blinkMask(): number {
    return this.registers[8]!;
  }

  get brightness(): number {
    return this.registers[9]!;
  }

  async transact<T>(transaction: Transaction<T>): Promise<T> {
    this.transactions.push(transaction as Transaction<unknown>);
    this.seen.push(toHex(transaction.request));
    await Promise.resolve();
    const answer = this.#answer(Buffer.from(transaction.request));
    const value = this.mute.has(transaction.request[1]!) ? undefined : transaction.decoder()(answer);
    if (value !== undefined) return value;
    throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', `no reply to "${transaction.label}"`);
  }

  async send(): Promise<void> {}

  leave(): void {}

  /** Function bytes of what came since the last call. */
  functions(): string[] {
    return this.seen.splice(0).map((wire) => wire.slice(3, 5));
  }

  #answer(request: Buffer): Uint8Array {
    const code = request[1]!;
    const address = request.readUInt16BE(2);
    const refusal = this.refusals.get(code) ?? this.refusals.get(`${code}:${address}`);
    if (refusal !== undefined) return sealed([1, code | 0x80, refusal]);
    if (code === 0x03) return this.#readFrom(address, request.readUInt16BE(4));
    const values = code === 0x06 ? request.subarray(4, 6) : request.subarray(7, -2);
    if (!this.forgetful) {
      for (let i = 0; i < values.length; i += 2) this.registers[address + i / 2] = values.readUInt16BE(i);
    }
    return sealed(request.subarray(0, 6));
  }

  #readFrom(address: number, count: number): Uint8Array {
    const { lacks = -1 } = this;
    if (lacks >= address && lacks < address + count) return sealed([1, 0x83, 0x02]);
    const values = this.registers.slice(address, address + count);
    return sealed([1, 0x03, count * 2, ...values.flatMap((value) => [value >> 8, value & 0xff])]);
  }
}
