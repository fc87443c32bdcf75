import { describe, expect, it } from 'vitest';
import { type ModbusReply, replyDecoder } from '../../../../drivers/modbus/reply.js';
import { encodeRequest, type ModbusRequest } from '../../../../drivers/modbus/request.js';
import { PulseModule } from '../../../../drivers/people-counter/modbus-pulse/module.js';
import { layoutOf, modbusPulseOptions } from '../../../../drivers/people-counter/modbus-pulse/options.js';
import type { BusMember } from '../../../../drivers/transport/transaction.js';
import { hex, toHex } from '../../../support/hex.js';

const asPoll = { priority: 'poll' } as const;
const counters: ModbusRequest = { kind: 'read input registers', address: 60, count: 4 };
const inputs: ModbusRequest = { kind: 'read discrete inputs', address: 0, count: 8 };

/** led-boards-counters-hid.md 5.2, W1 to W10, of a WB-MCM8 with address 10. */
type Vector = readonly [name: string, request: ModbusRequest, wire: string, reply?: string];
const vectors: readonly Vector[] = [
  ['W1 counters 1 and 2', counters, '0A 04 00 3C 00 04 30 BE', '0A 04 08 00 00 04 D2 00 00 04 B0 BB CB'],
  ['W2 above 16 bits', counters, '0A 04 00 3C 00 04 30 BE', '0A 04 08 00 01 00 05 00 01 11 70 81 9D'],
  ['W3 input 1 active', inputs, '0A 02 00 00 00 08 78 B7', '0A 02 01 01 62 6C'],
  ['W3 none active', inputs, '0A 02 00 00 00 08 78 B7', '0A 02 01 00 A3 AC'],
  [
    'W4 reset all',
    { kind: 'write register', address: 100, value: 1 },
    '0A 06 00 64 00 01 08 AE',
    '0A 06 00 64 00 01 08 AE',
  ],
  [
    'W5 uptime',
    { kind: 'read input registers', address: 104, count: 2 },
    '0A 04 00 68 00 02 F1 6C',
    '0A 04 04 00 00 0E 10 44 E8',
  ],
  [
    'W6 supply',
    { kind: 'read input registers', address: 121, count: 1 },
    '0A 04 00 79 00 01 E1 68',
    '0A 04 02 5D C0 24 31',
  ],
  [
    'W7 debounce',
    { kind: 'write register', address: 20, value: 80 },
    '0A 06 00 14 00 50 C8 89',
    '0A 06 00 14 00 50 C8 89',
  ],
  ['W8 serial number', { kind: 'read input registers', address: 270, count: 2 }, '0A 04 01 0E 00 02 10 8F'],
  [
    'W9 baud',
    { kind: 'read holding registers', address: 110, count: 1 },
    '0A 03 00 6E 00 01 E4 AC',
    '0A 03 02 00 60 1D AD',
  ],
];
const wireOf = (name: string) => vectors.find(([each]) => each.startsWith(name))!;

describe('the frames of a WB-MCM8', () => {
  it.each(vectors.map((vector) => [vector[0], vector] as const))('%s', (_name, [, request, wire, reply]) => {
    expect(toHex(encodeRequest(10, request))).toBe(wire);
    if (reply === undefined) return;
    const decoded = replyDecoder(10, request)(hex(reply));
    expect(decoded).toEqual({ data: request.kind.startsWith('read') ? hex(reply).slice(3, -2) : new Uint8Array() });
  });

  it('W10 exception: illegal address', () => {
    expect(replyDecoder(10, counters)(hex('0A 84 02 B3 03'))).toEqual({ exception: 2 } satisfies ModbusReply);
  });
});

/** A module that answers with published frames, and writes down what it was asked. */
function published(options: Record<string, unknown>, replies: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const parsed = modbusPulseOptions.parse({ address: 10, ...options });
  const member: BusMember = {
    name: 'line',
    async transact({ request, decoder }) {
      asked.push(toHex(request));
      const value = decoder()(hex(replies[toHex(request)] ?? ''));
      if (value === undefined) throw new Error(`no reply to ${toHex(request)}`);
      return value;
    },
    send: () => Promise.reject(new Error('not used')),
    leave: () => undefined,
  };
  return { module: new PulseModule(member, { ...parsed, layout: layoutOf(parsed) }), asked };
}

describe('what the published frames say', () => {
  it.each([
    ['W1', { in: 1_234, out: 1_200 }],
    ['W2', { in: 65_541, out: 70_000 }],
  ])('%s: both counts, in one request', async (name, counts) => {
    const [, , wire, reply = ''] = wireOf(name);
    const { module, asked } = published({}, { [wire]: reply });
    expect(await module.counts(asPoll)).toEqual(counts);
    expect(asked).toEqual([wire]);
  });

  it('W2 in the other word order is another number: it is an option', async () => {
    const [, , wire, reply = ''] = wireOf('W2');
    const { module } = published({ wordOrder: 'low-first' }, { [wire]: reply });
    expect(await module.counts(asPoll)).toEqual({ in: 0x0005_0001, out: 0x1170_0001 });
  });

  it('W3: which contact is closed', async () => {
    const [, , wire, reply = ''] = wireOf('W3 input 1');
    const { module } = published({}, { [wire]: reply });
    expect(await module.contacts(asPoll)).toEqual({ in: true, out: false });
    const turned = published({ inputs: { in: 2, out: 1 } }, { [wire]: reply });
    expect(await turned.module.contacts(asPoll)).toEqual({ in: false, out: true });
    const none = published({}, { [wire]: wireOf('W3 none')[3] ?? '' });
    expect(await none.module.contacts(asPoll)).toEqual({ in: false, out: false });
  });

  it('W4: the reset leaves as published where it is allowed, and not at all where it is not', async () => {
    const [, , wire, reply = ''] = wireOf('W4');
    const allowed = published({ allowReset: true }, { [wire]: reply });
    await allowed.module.reset(asPoll);
    expect(allowed.asked).toEqual([wire]);
    const watched = published({}, { [wire]: reply });
    await expect(watched.module.reset(asPoll)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    expect(watched.asked).toEqual([]);
  });

  it('W5, W6: uptime in seconds, supply in millivolts', async () => {
    const [up, supply] = [wireOf('W5'), wireOf('W6')];
    const { module } = published({}, { [up[2]]: up[3] ?? '', [supply[2]]: supply[3] ?? '' });
    expect(await module.uptime(asPoll)).toBe(3_600);
    expect(await module.millivolts(asPoll)).toBe(24_000);
  });

  it('W10: what a module refuses to tell is left out and not asked again, until another may be there', async () => {
    const [, , wire] = wireOf('W5');
    const { module, asked } = published({}, { [wire]: '0A 84 02 B3 03' });
    expect(await module.uptime(asPoll)).toBeUndefined();
    expect(await module.uptime(asPoll)).toBeUndefined();
    expect(asked).toEqual([wire]);
    module.forget();
    await module.uptime(asPoll);
    expect(asked).toEqual([wire, wire]);
  });

  it('W10: counts that are refused are an error', async () => {
    const [, , wire] = wireOf('W1');
    const { module } = published({}, { [wire]: '0A 84 02 B3 03' });
    await expect(module.counts(asPoll)).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
  });

  it('a damaged reply is counted as noise, and is no reply', async () => {
    const [, , wire, reply = ''] = wireOf('W1');
    const { module } = published({}, { [wire]: `${reply.slice(0, -2)}00 ${reply}` });
    expect(await module.counts(asPoll)).toEqual({ in: 1_234, out: 1_200 });
    expect(module.takeFrames()).toEqual({ intact: 1, damaged: 1 });
    expect(module.takeFrames()).toEqual({ intact: 0, damaged: 0 });
  });
});
