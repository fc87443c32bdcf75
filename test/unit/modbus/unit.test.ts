import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../drivers/error.js';
import { sealed } from '../../../drivers/modbus/frame.js';
import { ModbusUnit } from '../../../drivers/modbus/unit.js';
import { createBus } from '../../../drivers/transport/bus.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import type { BusMember, Transaction } from '../../../drivers/transport/transaction.js';
import { hex, toHex } from '../../support/hex.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const access = { timeoutMs: 200 };

/** Unit 1 on a real bus; `answers` maps a request on the wire to what comes back. */
function onALine(answers: Record<string, string>, { discardEcho = false, echoes = false } = {}) {
  const clock = new VirtualClock();
  const [host, device] = memoryPair('rs485');
  const bus = createBus({ name: 'rs485-1', open: async () => host, clock, random: () => 0.5, discardEcho });
  const seen: string[] = [];
  device.onData((bytes) => {
    const request = toHex(bytes);
    seen.push(request);
    if (echoes) void device.write(bytes);
    const answer = answers[request];
    if (answer) void device.write(hex(answer));
  });
  const unit = new ModbusUnit(bus.member('module'), 1);
  const finish = async <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => undefined);
    await clock.advance(1_000);
    return work;
  };
  return { unit, seen, finish, clock, bus };
}

const read10 = '01 03 00 08 00 02 45 C9';
const write8 = '01 06 00 08 00 01 C9 C8';

describe('a unit on a line', () => {
  it('gives registers as numbers of 16 bits without sign', async () => {
    const { unit, finish } = onALine({ [read10]: toHex(sealed(hex('01 03 04 FF FF 00 01'))) });
    expect(await finish(unit.readHolding(8, 2, access))).toEqual([0xffff, 1]);
  });

  it('gives input registers', async () => {
    const request = toHex(sealed(hex('01 04 00 3C 00 02')));
    const { unit, finish } = onALine({ [request]: toHex(sealed(hex('01 04 04 00 01 11 70'))) });
    expect(await finish(unit.readInput(60, 2, access))).toEqual([1, 0x1170]);
  });

  it('gives as many bits as were asked for, the lowest of the first byte first', async () => {
    const discrete = toHex(sealed(hex('01 02 00 00 00 0A')));
    const coils = toHex(sealed(hex('01 01 00 00 00 03')));
    const { unit, finish } = onALine({
      [discrete]: toHex(sealed(hex('01 02 02 05 FE'))),
      [coils]: toHex(sealed(hex('01 01 01 FA'))),
    });
    const set = (bits: boolean[]) => bits.flatMap((bit, i) => (bit ? [i] : []));
    const inputs = await finish(unit.readDiscrete(0, 10, access));
    expect(inputs).toHaveLength(10);
    expect(set(inputs)).toEqual([0, 2, 9]);
    expect(await finish(unit.readCoils(0, 3, access))).toEqual([false, true, false]);
  });

  it('writes one register or many', async () => {
    const write = '01 10 00 00 00 04 08 00 41 00 30 00 30 00 31 66 A1';
    const { unit, finish, seen } = onALine({ [write8]: write8, [write]: '01 10 00 00 00 04 C1 CA' });
    await finish(unit.writeRegister(8, 1, access));
    await finish(unit.writeRegisters(0, [0x41, 0x30, 0x30, 0x31], access));
    expect(seen).toEqual([write8, write]);
  });

  it('takes its reply from behind the echo, whether the line takes that out or not', async () => {
    for (const discardEcho of [true, false]) {
      const answers = { [read10]: toHex(sealed(hex('01 03 04 00 07 00 08'))) };
      const { unit, finish } = onALine(answers, { discardEcho, echoes: true });
      expect(await finish(unit.readHolding(8, 2, access))).toEqual([7, 8]);
    }
  });

  it('that says nothing behind the echo has not written, where the line takes that out', async () => {
    const { unit, finish } = onALine({}, { discardEcho: true, echoes: true });
    await expect(finish(unit.writeRegister(8, 1, access))).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it('has its request on the line in the tick in which it is asked, once the line is open', async () => {
    const { unit, bus, finish } = onALine({ [write8]: write8 });
    await finish(unit.writeRegister(8, 1, access));
    const { sent } = bus.stats();
    const writing = unit.writeRegister(8, 1, access);
    expect(bus.stats().sent).toBe(sent + 1);
    await finish(writing);
  });

  it('rejects what Modbus cannot say, and sends nothing', async () => {
    const { unit, seen } = onALine({});
    await expect(unit.readHolding(0, 126, access)).rejects.toThrow('Modbus count 126, allowed: 1 to 125');
    expect(seen).toEqual([]);
  });
});

describe('exceptions', () => {
  it.each([
    [0x01, 'PROTOCOL_UNSUPPORTED', 'exception 01: illegal function'],
    [0x02, 'PROTOCOL_REJECTED', 'exception 02: illegal data address'],
    [0x03, 'PROTOCOL_REJECTED', 'exception 03: illegal data value'],
    [0x04, 'PROTOCOL_REJECTED', 'exception 04: device failure'],
    [0x05, 'PROTOCOL_BUSY', 'exception 05: acknowledged, takes longer'],
    [0x06, 'PROTOCOL_BUSY', 'exception 06: device busy'],
    [0x08, 'PROTOCOL_REJECTED', 'exception 08: memory parity error'],
    [0x0a, 'TRANSPORT_REPLY_TIMEOUT', 'exception 0A: gateway path unavailable'],
    [0x0b, 'TRANSPORT_REPLY_TIMEOUT', 'exception 0B: device behind the gateway does not answer'],
    [0x2a, 'PROTOCOL_REJECTED', 'exception 2A: not in the standard'],
  ])('%i becomes %s', async (exception, code, text) => {
    const { unit, finish } = onALine({ [write8]: toHex(sealed([1, 0x86, exception])) });
    const refused = finish(unit.writeRegister(8, 1, { ...access, label: 'blink' }));
    await expect(refused).rejects.toBeInstanceOf(GatewayError);
    await expect(refused).rejects.toMatchObject({ code, message: `unit 1 refused "blink" with ${text}` });
  });

  it('name the function and its registers where nobody gave it a name', async () => {
    const { unit, finish } = onALine({ [read10]: toHex(sealed([1, 0x83, 2])) });
    await expect(finish(unit.readHolding(8, 2, access))).rejects.toThrow('"read holding registers 8..9"');
  });
});

describe('what the line is told of a request', () => {
  const handedOver: Transaction<unknown>[] = [];
  const member: BusMember = {
    name: 'line',
    transact: <T>(transaction: Transaction<T>) => {
      handedOver.push(transaction);
      return new Promise<T>(() => undefined);
    },
    send: async () => undefined,
    leave: () => undefined,
  };
  const unit = new ModbusUnit(member, 1);

  it('is its turn, its time-out and its name', () => {
    const wanted = () => false;
    void unit.readInput(0, 1, { timeoutMs: 700, turn: { priority: 'call', wanted }, label: 'uptime' });
    expect(handedOver.pop()).toMatchObject({ priority: 'call', wanted, timeoutMs: 700, label: 'uptime' });
  });

  it('is that it may wait, where nobody said otherwise', () => {
    void unit.writeRegisters(0, [1], access);
    expect(handedOver.pop()).toMatchObject({ priority: 'poll', label: 'write registers 0' });
    void unit.writeRegisters(0, [1], access);
    expect(handedOver.pop()).not.toHaveProperty('wanted');
  });
});
