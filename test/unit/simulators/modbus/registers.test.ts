import { describe, expect, it } from 'vitest';
import { performOn, type Register } from '../../../../simulators/modbus/registers.js';
import type { ModbusRequest } from '../../../../simulators/modbus/request.js';

function device() {
  const store = new Map([
    [0, 10],
    [1, 11],
  ]);
  const cell = (at: number): Register => ({
    read: () => store.get(at) ?? 0,
    accepts: (value) => value < 100,
    write: (value) => void store.set(at, value),
  });
  const registers = new Map<number, Register>([
    [0, cell(0)],
    [1, cell(1)],
    [2, { read: () => 7 }],
    [3, { write: (value) => void store.set(3, value) }],
  ]);
  const ask = (functionCode: number, start: number, count: number, values: readonly number[] = []) => {
    const request: ModbusRequest = { address: 1, functionCode, start, count, values, wireLength: 0 };
    return performOn(registers, request);
  };
  return { ask, store, registers };
}

describe('registers', () => {
  it('are read in a row', () => {
    expect(device().ask(3, 0, 3)).toEqual({ values: [10, 11, 7] });
  });

  it('are written, one or many', () => {
    const { ask, store } = device();
    expect(ask(6, 0, 1, [50])).toEqual({ values: [] });
    expect(ask(16, 0, 2, [51, 52])).toEqual({ values: [] });
    expect([...store.values()]).toEqual([51, 52]);
  });

  it.each([
    ['a function it has not', [4, 0, 1, []], 1],
    ['a function for coils', [5, 0, 1, [0xff00]], 1],
    ['no register at all', [3, 0, 0, []], 3],
    ['more than an answer can carry', [3, 0, 126, []], 3],
    ['more than a frame can carry', [16, 0, 124, Array(124).fill(0)], 3],
    ['a register that is not there', [3, 4, 1, []], 2],
    ['a row that leaves the map', [3, 2, 3, []], 2],
    ['a register that can only be written', [3, 3, 1, []], 2],
    ['writing one that can only be read', [6, 2, 1, [1]], 2],
    ['writing a value it does not take', [6, 0, 1, [100]], 3],
  ] as const)('%s: exception', (_what, [functionCode, start, count, values], code) => {
    expect(device().ask(functionCode, start, count, values)).toEqual({ exception: code });
  });

  it.each([
    ['a wrong value', [16, 0, 2, [50, 100]]],
    ['a register that can only be read', [16, 1, 2, [50, 50]]],
  ] as const)('are written all or none: %s', (_what, [functionCode, start, count, values]) => {
    const { ask, store } = device();
    ask(functionCode, start, count, values);
    expect([...store.values()]).toEqual([10, 11]);
  });

  it('for input registers are read with 04 and never written', () => {
    const { registers } = device();
    const ask = (functionCode: number, values: number[] = []) =>
      performOn(registers, { address: 1, functionCode, start: 0, count: 1, values, wireLength: 0 }, 0x04);
    expect(ask(4)).toEqual({ values: [10] });
    expect(ask(3)).toEqual({ exception: 1 });
    expect(ask(6, [1])).toEqual({ exception: 1 });
  });
});
