import type { WriteRequest } from '../../modbus/request.js';

/** Tables of registers: `input` is function 04, `holding` function 03. */
export type Area = 'input' | 'holding';
export type WordOrder = 'high-first' | 'low-first';

/** A value in registers, addresses as on the wire. */
export interface Value {
  readonly area: Area;
  readonly register: number;
  /** 16 or 32 bits, in one or two registers. */
  readonly bits: 16 | 32;
  /** Which half of 32 bits has the lower address. */
  readonly wordOrder: WordOrder;
}

/** Where a module shows whether the contacts of its inputs are closed: single bits, or a register that holds them all. */
export interface States {
  readonly area: 'discrete-inputs' | Area;
  /** Address of the first bit, or of the register. */
  readonly register: number;
  /** Bits asked for at once; of a register 16. */
  readonly count: number;
  /** Which bit is whose, 0 the first or lowest. */
  readonly in: number;
  readonly out: number;
}

/** What a pulse counter module tells of two of its inputs, and where (led-boards-counters-hid.md 5.2). */
export interface Layout {
  readonly in: Value;
  readonly out: Value;
  readonly states?: States | undefined;
  /** s since it started. */
  readonly uptime?: Value | undefined;
  /** Its supply, mV per step. */
  readonly supply?: (Value & { readonly millivolts: number }) | undefined;
  /** Requests it has heard, and those of them with a wrong CRC. */
  readonly packets?: { readonly received: Value; readonly bad: Value } | undefined;
  readonly serialNumber?: Value | undefined;
  /** Text, a character in each register. */
  readonly firmware?: { readonly area: Area; readonly register: number; readonly count: number } | undefined;
  /** What sets both counters to zero; nothing else can be written. */
  readonly reset: readonly WriteRequest[];
}

/** Bits of the counters' totals. */
export function rangeOf({ in: entered }: Layout): number {
  return 2 ** entered.bits;
}
