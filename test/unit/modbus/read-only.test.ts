import { describe, expect, it } from 'vitest';
import { readOnly } from '../../../drivers/modbus/read-only.js';
import { encodeRequest } from '../../../drivers/modbus/request.js';
import { ModbusUnit } from '../../../drivers/modbus/unit.js';
import type { BusMember, Transaction } from '../../../drivers/transport/transaction.js';

/** A place on a line that notes what it is given and never answers. */
function line() {
  const sent: Uint8Array[] = [];
  const never = () => new Promise<never>(() => undefined);
  const member: BusMember = {
    name: 'line',
    transact: (transaction) => {
      sent.push(transaction.request);
      return never();
    },
    send: async (request) => void sent.push(request),
    leave: () => void sent.push(Uint8Array.of()),
  };
  return { member, sent };
}
const transaction = (request: Uint8Array): Transaction<never> => ({
  label: 'whatever',
  request,
  decoder: () => () => undefined,
  timeoutMs: 100,
});

describe('a unit that is only watched', () => {
  it('is asked with functions 01 to 04', () => {
    const { member, sent } = line();
    const unit = new ModbusUnit(readOnly(member), 1);
    void unit.readCoils(0, 1, { timeoutMs: 1 });
    void unit.readDiscrete(0, 1, { timeoutMs: 1 });
    void unit.readHolding(0, 1, { timeoutMs: 1 });
    void unit.readInput(0, 1, { timeoutMs: 1 });
    expect(sent.map((bytes) => bytes[1])).toEqual([1, 2, 3, 4]);
  });

  it('is never written to, and is told why not', async () => {
    const { member, sent } = line();
    const unit = new ModbusUnit(readOnly(member), 1);
    await expect(unit.writeRegister(0, 1, { timeoutMs: 1 })).rejects.toThrow('was not sent: this unit is only watched');
    await expect(unit.writeRegisters(0, [1], { timeoutMs: 1 })).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    expect(sent).toEqual([]);
  });

  it('hears no other function, no other length and no broadcast, by whatever way it is said', async () => {
    const { member, sent } = line();
    const guarded = readOnly(member);
    for (let code = 0; code <= 0xff; code++) {
      if (code >= 1 && code <= 4) continue;
      await expect(guarded.transact(transaction(Uint8Array.of(1, code, 0, 0, 0, 1, 0, 0)))).rejects.toThrow('not sent');
    }
    for (const length of [0, 1, 2, 7, 9, 256]) {
      const request = new Uint8Array(length).fill(2);
      await expect(guarded.transact(transaction(request))).rejects.toThrow('not sent');
    }
    await expect(guarded.send(Uint8Array.of(0, 2, 0, 0, 0, 1, 0, 0))).rejects.toThrow('not sent');
    expect(sent).toEqual([]);
  });

  it('may be told what is on its list, to the byte, and nothing near it', async () => {
    const { member, sent } = line();
    const reset = encodeRequest(10, { kind: 'write register', address: 100, value: 1 });
    const unit = new ModbusUnit(readOnly(member, [reset]), 10);
    void unit.writeRegister(100, 1, { timeoutMs: 1 });
    expect(sent).toEqual([reset]);
    const access = { timeoutMs: 1 };
    await expect(unit.writeRegister(100, 0, access)).rejects.toThrow('not sent');
    await expect(unit.writeRegister(101, 1, access)).rejects.toThrow('not sent');
    await expect(unit.writeRegisters(100, [1], access)).rejects.toThrow('not sent');
    // W7 of led-boards-counters-hid.md 5.2: a setting.
    await expect(unit.writeRegister(20, 80, access)).rejects.toThrow('not sent');
    const other = new ModbusUnit(readOnly(member, [reset]), 11);
    await expect(other.writeRegister(100, 1, access)).rejects.toThrow('not sent');
    expect(sent).toHaveLength(1);
  });
});
